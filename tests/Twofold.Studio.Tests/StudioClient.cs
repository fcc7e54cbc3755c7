using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;

namespace Twofold.Studio.Tests;

/// <summary>The API as a program uses it.</summary>
static class StudioClient
{
    /// <summary>A program that a studio let in.</summary>
    public static HttpClient Client(this StudioServer server)
    {
        var client = new HttpClient { BaseAddress = new Uri(server.Address, "/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Address.Query["?token=".Length..]);
        return client;
    }

    public static async Task<JsonElement> AskAsync(this HttpClient client, string address) => await Read(await client.GetAsync($"/api{address}"));

    public static async Task<JsonElement> TellAsync(this HttpClient client, string address, object body) => await Read(await client.PostAsJsonAsync($"/api{address}", body));

    /// <summary>Begins a job, waits for its end, and gives its result.</summary>
    public static async Task<JsonElement> WorkAsync(this HttpClient client, string address, object body)
    {
        var id = (await client.TellAsync(address, body)).GetProperty("id").GetString();
        for (; ; )
        {
            var job = await client.AskAsync($"/jobs/{id}");
            switch (job.GetProperty("state").GetString())
            {
                case "done":
                    return job.GetProperty("result");
                case "waiting" or "running":
                    await Task.Delay(50);
                    break;
                default:
                    throw new InvalidOperationException($"{job}");
            }
        }
    }

    static async Task<JsonElement> Read(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
