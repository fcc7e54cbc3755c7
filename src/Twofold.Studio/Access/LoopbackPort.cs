using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Twofold.Studio;

/// <summary>The port on the loopback interface: nobody but this machine gets in.</summary>
static class LoopbackPort
{
    /// <summary>Photos that are dropped come in one request each; a scanned TIFF can be large.</summary>
    const long LargestUpload = 512L * 1024 * 1024;

    /// <summary>The port that was asked for, else the usual one, else one that is free.</summary>
    public static int Choose(int? wanted) => wanted ?? (IsFree(StudioOptions.UsualPort) ? StudioOptions.UsualPort : AnyFree());

    public static void Listen(KestrelServerOptions server, int port)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = LargestUpload;
        server.Listen(IPAddress.Loopback, port);
    }

    public static TwofoldException Taken(int port, Exception cause) =>
        new($"Port {port} is taken by another program: choose another with '--port', or leave it out.", cause);

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
