using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Twofold.Studio;

/// <summary>The port on the loopback interface: nobody but this machine gets in.</summary>
static class LoopbackPort
{
    /// <summary>What is no file is a question, or a thousand points of a plane.</summary>
    const long LargestQuestion = 8L * 1024 * 1024;

    /// <summary>Ports below are for the administrator, on Unix.</summary>
    const int FirstForEverybody = 1024;

    /// <summary>A request's lines come at once; who takes longer holds a connection for nothing.</summary>
    static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(10);

    /// <summary>The port that was asked for, else the usual one, else one that is free.</summary>
    public static int Choose(int? wanted) => wanted ?? (IsFree(StudioOptions.UsualPort) ? StudioOptions.UsualPort : AnyFree());

    public static void Listen(KestrelServerOptions server, int port)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = LargestQuestion;
        server.Limits.RequestHeadersTimeout = LongestHeaders;
        server.Listen(IPAddress.Loopback, port);
    }

    /// <summary>What to say of a port that could not be listened at; null where that is not what went wrong.</summary>
    public static TwofoldException? Refusal(int port, Exception cause) => cause switch
    {
        SocketException { SocketErrorCode: SocketError.AccessDenied } when port < FirstForEverybody =>
            new($"Port {port} may not be used by you: choose one from {FirstForEverybody} on.", cause),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => new($"Port {port} may not be used by you: choose another with '--port', or leave it out.", cause),
        IOException => new($"Port {port} is taken by another program: choose another with '--port', or leave it out.", cause),
        _ => null,
    };

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
