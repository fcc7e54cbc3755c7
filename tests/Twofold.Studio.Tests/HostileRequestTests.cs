using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Twofold.Studio.Tests;

/// <summary>Requests that were found by changing sound ones (<c>bench/Twofold.Fuzzing</c>), or thought of: each is answered with what is wrong, and never with a bug.</summary>
public sealed class HostileRequestTests(StudioFixture studio)
{
    [Theory]
    [InlineData("PUT", "/api/state/learn/lesson", "{\"\u00ff\u00ff\":3}", "UTF-8")]
    [InlineData("PUT", "/api/state/learn/lesson", "{\"a\":", "not the JSON that is expected")]
    [InlineData("POST", "/api/folders/", "{\"path\":\"a\\u0000b\"}", "no name can have")]
    [InlineData("POST", "/api/folders/", "{\"path\":null}", "not the JSON that is expected, at $")]
    [InlineData("POST", "/api/models/", "{}", "not the JSON that is expected, at $")]
    [InlineData("POST", "/api/models/", "", "openapi.json")]
    [InlineData("GET", "/api/photos/thumbnail", "", "was not provided")]
    [InlineData("GET", "/api/photos/thumbnail?path=a&size=large", "", "large")]
    [InlineData("POST", "/api/drops/files?folder=%00&name=a", "x", "no name can have")]
    [InlineData("POST", "/api/drops/files?folder=%2Ftmp&name=a%00", "x", "no name can have")]
    [InlineData("POST", "/api/drops/files?folder=%2F&name=etc%2Fpasswd", "x", "does not lie in the folder")]
    [InlineData("GET", "/api/folders/list?path=%00", "", "no name can have")]
    [InlineData("GET", "/api/photos/thumbnail?path=%2Fetc%2Fpasswd", "", "open its folder first")]
    [InlineData("POST", "/api/models/", "{\"path\":\"/etc/passwd\"}", "open its folder first")]
    [InlineData("POST", "/api/boards/undo", "{\"into\":\"/etc\"}", "open its folder first")]
    [InlineData("POST", "/api/boards/none/apply", "{\"into\":\"/etc\"}", "open its folder first")]
    [InlineData("POST", "/api/create/export", "{\"pictures\":[],\"into\":\"/etc\"}", "open its folder first")]
    [InlineData("POST", "/api/learn/points", """{"question":{"points":{"x":[1],"y":[1],"labels":[null]},"discriminative":"LogisticRegression","generative":"GaussianNaiveBayes"},"count":1,"seed":1}""", "is no label here")]
    [InlineData("POST", "/api/learn/points", """{"question":{"points":{"x":[1,2],"y":[1],"labels":[]},"discriminative":"LogisticRegression","generative":"GaussianNaiveBayes"},"count":1,"seed":1}""", "each point needs one of each")]
    [InlineData("POST", "/api/practice/runs", """{"model":"gaussianNaiveBayes","x":[[1],null],"y":[0,1],"call":"predict","ask":[[1]]}""", "Row 2 is null")]
    [InlineData("POST", "/api/practice/runs", """{"model":"gaussianNaiveBayes","x":[[1],[2]],"y":[0,1],"call":"predict","ask":[null]}""", "Row 1 is null")]
    [InlineData("POST", "/api/practice/runs", """{"model":"gaussianNaiveBayes","x":[[1],[2]],"y":[0,1],"call":9,"ask":[[1]]}""", "not the JSON that is expected, at $.call")]
    [InlineData("POST", "/api/practice/runs", """{"model":"gaussianNaiveBayes","x":[[1],[2]],"y":[0,1],"call":"9","ask":[[1]]}""", "not the JSON that is expected, at $.call")]
    [InlineData("POST", "/api/tables/surveys", """{"path":"/etc/passwd","kinds":{"a":7}}""", "not the JSON that is expected, at $.kinds.a")]
    [InlineData("POST", "/api/boards/none/apply", """{"into":"/etc","mode":9}""", "not the JSON that is expected, at $.mode")]
    public async Task What_cannot_be_read_is_said_and_no_bug(string method, string address, string body, string because)
    {
        using var client = studio.Client();
        // A byte for each character, also those that are no text.
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(address.Contains("/files") ? "application/octet-stream" : "application/json");

        var answer = await client.SendAsync(request);

        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode}: {said}");
        Assert.Contains(because, said);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", said);
        Assert.DoesNotContain(studio.Folder, said);
        Assert.DoesNotContain("Twofold.Studio", said);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "GET", "/api/jobs/none", "application/json", "may have been removed")]
    [InlineData(HttpStatusCode.NotFound, "GET", "/api/comparisons/none/report", "application/json", "may have been removed")]
    [InlineData(HttpStatusCode.NotFound, "GET", "/api/nothing", "application/json", "may have been removed")]
    [InlineData(HttpStatusCode.MethodNotAllowed, "DELETE", "/api/models/", "application/json", "not asked by this method")]
    [InlineData(HttpStatusCode.UnsupportedMediaType, "POST", "/api/models/", "text/plain", "Content-Type")]
    public async Task What_nothing_answers_to_is_a_problem_in_words_too(HttpStatusCode status, string method, string address, string type, string because)
    {
        using var client = studio.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (method != "GET")
            request.Content = new ByteArrayContent([1]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var said = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, said.GetProperty("status").GetInt32());
        Assert.Contains(because, said.GetProperty("detail").GetString());
    }
}
