using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Twofold.Studio;

namespace Twofold.Fuzzing;

/// <summary>
/// Requests to the studio, from where Kestrel has taken them apart: the check of who asks, addresses, queries, JSON. What is read is a request as it goes
/// over the wire, without the token, which is put in; an answer of 500 is a finding.
/// </summary>
static class RequestTarget
{
    const int Port = 7340;

    static readonly Lazy<StudioUnderTest> Studio = new(() => new StudioUnderTest());

    const string Question = """{"points":{"x":[0,1,2,0.5,-1],"y":[1,0,1,-2,0.1],"labels":["A","B","A","B","A"]},"discriminative":"LogisticRegression","generative":"GaussianNaiveBayes"}""";

    static readonly string[] Seeds =
    [
        "GET /api/learn/plane HTTP/1.1\n\n",
        "GET /?token=0123456789&next=%2Fcreate HTTP/1.1\n\n",
        "GET /create HTTP/1.1\nAccept: text/html\n\n",
        "GET /api/jobs/ HTTP/1.1\n\n",
        "GET /api/jobs/17/events HTTP/1.1\nLast-Event-ID: 5\n\n",
        "GET /api/learn/presets/moons?count=10&seed=4 HTTP/1.1\n\n",
        "GET /api/learn/pictures/7/3 HTTP/1.1\n\n",
        "GET /api/folders/list?path=%2Ftmp%2F..%2Fetc HTTP/1.1\n\n",
        "GET /api/photos/thumbnail?path=~/a.jpg&size=99999 HTTP/1.1\n\n",
        "GET /api/tables/a.twofold/rows?label=cat&count=5&seed=18446744073709551615 HTTP/1.1\n\n",
        "PUT /api/state/learn/lesson HTTP/1.1\nContent-Type: application/json\n\n{\"step\":3,\"done\":[1,2]}",
        "POST /api/drops/files?folder=%2Ftmp&name=..%2Fa.jpg HTTP/1.1\nContent-Type: application/octet-stream\n\nabc",
        $"POST /api/learn/answers HTTP/1.1\nContent-Type: application/json\n\n{{\"question\":{Question},\"x\":0.5,\"y\":null,\"prior\":[1,2]}}",
        $"POST /api/learn/points HTTP/1.1\nContent-Type: application/json\n\n{{\"question\":{Question},\"count\":20,\"seed\":3}}",
        $"POST /api/learn/fields HTTP/1.1\nContent-Type: application/json\n\n{{\"question\":{Question},\"reach\":3,\"cells\":8,\"hidden\":\"x\"}}",
        "POST /api/learn/pictures/7/answers HTTP/1.1\nContent-Type: application/json\n\n{\"labels\":[\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\",\"cat\",\"dog\"]}",
        "POST /api/learn/pictures/7/rule HTTP/1.1\nContent-Type: application/json\n\n{\"measure\":\"ears\",\"threshold\":0.4,\"above\":\"cat\"}",
        "POST /api/tables/surveys HTTP/1.1\nContent-Type: application/json\n\n{\"path\":\"/data/a.csv\"}",
        "POST /api/tables/trainings HTTP/1.1\nContent-Type: application/json\n\n{\"path\":\"/data/a.csv\",\"label\":\"x\"}",
        "POST /api/tables/a/answers HTTP/1.1\nContent-Type: application/json\n\n{\"size\":\"3\",\"color\":null}",
        "POST /api/recognize/surveys HTTP/1.1\nContent-Type: application/json\n\n{\"folder\":\"/data\"}",
        "DELETE /api/jobs/abc HTTP/1.1\nOrigin: http://evil.example\nHost: evil.example\n\n",
    ];

    public static FuzzTarget Requests { get; } = new(
        "requests", bytes => Studio.Value.Ask(Encoding.Latin1.GetString(bytes)), () => Seeds.Select((request, i) => ($"{i:00}.http", Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")))));

    /// <summary>The studio in this process, without a socket.</summary>
    sealed class StudioUnderTest : IServer
    {
        readonly AccessToken token = AccessToken.Create();
        readonly WebApplication app;
        Func<IFeatureCollection, Task>? answer;
        Exception? bug;

        public StudioUnderTest()
        {
            var home = Directory.CreateTempSubdirectory("twofold-fuzzing-").FullName;
            app = StudioServer.Build(new StudioOptions { Home = home, OnBug = found => bug = found }, Port, token, this);
            app.StartAsync().GetAwaiter().GetResult();
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            answer = async features =>
            {
                var context = application.CreateContext(features);
                try
                {
                    await application.ProcessRequestAsync(context).ConfigureAwait(false);
                    application.DisposeContext(context, null);
                }
                catch (Exception exception)
                {
                    application.DisposeContext(context, exception);
                    throw;
                }
            };
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }

        public void Ask(string text)
        {
            if (Parse(text) is not { } request || IsLeftOut(request))
                return;
            using var body = new MemoryStream();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var response = new HttpResponseFeature { Body = body };
            var features = new FeatureCollection();
            features.Set<IHttpRequestFeature>(request);
            features.Set<IHttpResponseFeature>(response);
            features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
            features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = patience.Token });
            features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
            bug = null;
            answer!(features).GetAwaiter().GetResult(); // Started in the constructor.
            if (bug is not null)
                throw new InvalidOperationException($"{request.Method} {request.Path}: {bug.Message}", bug);
            if (response.StatusCode >= 500)
                throw new InvalidOperationException($"{request.Method} {request.Path} is answered with {response.StatusCode}.");
        }

        // What opens a folder would let later requests work in it; what trains on drawings takes a second each time.
        static bool IsLeftOut(HttpRequestFeature request) =>
            (request.Method == "POST" && request.Path.Trim('/').ToUpperInvariant() is "API/FOLDERS" or "API/FOLDERS/MADE") ||
            request.Path.EndsWith("/models", StringComparison.OrdinalIgnoreCase);

        HttpRequestFeature? Parse(string text)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var head = (end < 0 ? text : text[..end]).Split("\r\n");
            var words = head[0].Split(' ');
            if (words.Length < 2 || words[1].Length == 0 || words[1][0] != '/')
                return null;
            var query = words[1].IndexOf('?', StringComparison.Ordinal);
            var path = query < 0 ? words[1] : words[1][..query];
            var request = new HttpRequestFeature
            {
                Method = words[0],
                Path = Uri.UnescapeDataString(path),
                RawTarget = words[1],
                QueryString = query < 0 ? "" : words[1][query..],
                Protocol = "HTTP/1.1",
                Scheme = "http",
                Body = new MemoryStream(Encoding.Latin1.GetBytes(end < 0 ? "" : text[(end + 4)..])),
            };
            request.Headers.Host = $"127.0.0.1:{Port}";
            request.Headers.Authorization = $"Bearer {token}";
            foreach (var line in head.Skip(1))
                if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                    request.Headers[line[..colon]] = line[(colon + 1)..].Trim();
            return request;
        }

        sealed class HasBody : IHttpRequestBodyDetectionFeature
        {
            public bool CanHaveBody => true;
        }
    }
}
