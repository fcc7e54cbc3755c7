using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Twofold.Photos.Tests;

/// <summary>A web server on this machine that has one file, and the faults of the real ones.</summary>
sealed class LoopbackServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly byte[]? content;

    public LoopbackServer(byte[]? content)
    {
        this.content = content;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>After how many bytes of an answer the connection is dropped; never where null.</summary>
    public int? DropAfter { get; init; }

    public bool KnowsRanges { get; init; } = true;

    public List<string> Paths { get; } = [];

    public List<int> Starts { get; } = [];

    public void Dispose() => listener.Stop();

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var start = 0;
        Paths.Add((await reader.ReadLineAsync())!.Split(' ')[1]);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (KnowsRanges && line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                start = int.Parse(line["Range: bytes=".Length..^1]);
        Starts.Add(start);
        if (content is null)
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }

        var status = start > 0 ? $"206 Partial Content\r\nContent-Range: bytes {start}-{content.Length - 1}/{content.Length}" : "200 OK";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {content.Length - start}\r\nConnection: close\r\n\r\n"));
        try
        {
            await stream.WriteAsync(content.AsMemory(start, Math.Min(DropAfter ?? int.MaxValue, content.Length - start)));
        }
        catch (IOException)
        {
            // The client has seen enough.
        }
    }
}
