using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Twofold.Photos;

/// <summary>Brings a pinned file into a partial one, taking up what is there already, until it is complete and its bytes are right.</summary>
sealed class BackboneDownload(string name, BackbonePin pin, FileStream partial, TimeSpan pause, IProgress<WorkProgress>? progress) : IDisposable
{
    // In a row, without a byte more than before.
    const int FruitlessAttempts = 3;
    const int BufferBytes = 1 << 16;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A large file on a slow line may take an hour: what may not take long is the connection and the next piece.
    readonly HttpClient client = new(new SocketsHttpHandler { ConnectTimeout = Patience, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("twofold", null) } },
    };

    /// <summary>Tries base addresses in turn.</summary>
    /// <returns>What went wrong at each; empty where the file is complete.</returns>
    public async Task<IReadOnlyList<string>> FromFirstAsync(IEnumerable<Uri> addresses, CancellationToken cancellation)
    {
        var failures = new List<string>();
        foreach (var address in addresses)
        {
            if (await FromAsync(new Uri(address, pin.Path), cancellation).ConfigureAwait(false) is not { } failure)
                return [];
            failures.Add($"{address.Host} - {failure}");
        }

        return failures;
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    async Task<string?> FromAsync(Uri uri, CancellationToken cancellation)
    {
        var most = partial.Length;
        for (var fruitless = 0; ;)
        {
            string failure;
            try
            {
                await FetchAsync(uri, cancellation).ConfigureAwait(false);
                return null;
            }
            catch (RefusedException refused)
            {
                partial.SetLength(0);
                return refused.Message;
            }
            catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
            {
                failure = (exception.InnerException ?? exception).Message.TrimEnd('.');
                if (exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError })
                    return $"no connection ({failure})";
            }

            // As long as an attempt brings the download on, it is worth another one.
            fruitless = partial.Length > most ? 0 : fruitless + 1;
            most = Math.Max(most, partial.Length);
            if (fruitless == FruitlessAttempts)
                return $"the connection broke off after {partial.Length} of {pin.Length} bytes ({failure})";
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
        }
    }

    async Task FetchAsync(Uri uri, CancellationToken cancellation)
    {
        if (partial.Length != pin.Length)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            if (partial.Length > 0 && partial.Length < pin.Length)
                request.Headers.Range = new RangeHeaderValue(partial.Length, null);
            using var response = await WithPatience(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
                throw new RefusedException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
            // A server that cannot resume sends the whole file again.
            if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != partial.Length)
                partial.SetLength(0);
            if (response.Content.Headers.ContentLength is { } length && partial.Length + length != pin.Length)
                throw new RefusedException($"the file there has {partial.Length + length} bytes, {pin.Length} are expected");
            await CopyAsync(response, cancellation).ConfigureAwait(false);
        }

        if (partial.Length < pin.Length)
            throw new HttpRequestException("it ended early");
        partial.Position = 0;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(partial, cancellation).ConfigureAwait(false));
        if (partial.Length != pin.Length || sha256 != pin.Sha256)
            throw new RefusedException("the file there has other bytes than are expected (SHA-256)");
    }

    async Task CopyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        partial.Position = partial.Length;
        // A byte more than there should be is enough to know that it is another file.
        while (partial.Length <= pin.Length)
        {
            var read = await WithPatience(token => stream.ReadAsync(buffer, token).AsTask(), cancellation).ConfigureAwait(false);
            if (read == 0)
                return;
            await partial.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            progress?.Report(new WorkProgress($"Downloading {name}", partial.Length, pin.Length, "bytes"));
        }
    }

    static async Task<T> WithPatience<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Patience);
        try
        {
            return await work(limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {Patience.TotalSeconds} seconds");
        }
        catch (IOException exception)
        {
            // Of the network here, and not to be taken for one of the disk that is written to.
            throw new HttpRequestException(exception.Message, exception);
        }
    }

    // What asking again would not change.
    sealed class RefusedException(string message) : Exception(message);
}
