using System.Net;
using System.Net.Http;
using System.Text.Json;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio.Tests;

public sealed class ModelTests(StudioFixture studio)
{
    [Fact]
    public async Task A_model_whose_file_is_replaced_is_opened_anew_and_who_works_with_the_old_one_goes_on()
    {
        var file = Path.Combine(studio.Folder, "replaced.twofold");
        File.Copy(await studio.ModelFileAsync(), file);
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "shelf"));
        using var shelf = new ModelShelf(database, TimeProvider.System);
        var id = shelf.Add(file, studio.Animals).Id;
        var before = shelf.Photos(id);
        var training = shelf.Recall(id, progress: null, TestContext.Current.CancellationToken);
        Assert.Same(before, shelf.Photos(id));
        Assert.Same(training, shelf.Training(id));

        Taught(before, training).Save(file);

        var after = shelf.Photos(id);
        Assert.NotSame(before, after);
        Assert.Null(shelf.Training(id));
        var photo = training.Paths[0];
        Assert.NotEqual(before.Recognizer.Predict(photo).Probabilities["cats"], after.Recognizer.Predict(photo).Probabilities["cats"], 6);

        shelf.Forget(id);
        Assert.Throws<TwofoldException>(() => shelf.Photos(id));
        Assert.NotSame(after, shelf.Photos(shelf.Add(file, null).Id));
        Assert.NotEqual(before.Recognizer.Predict(photo).Probabilities["cats"], after.Recognizer.Predict(photo).Probabilities["cats"], 6);
    }

    [Fact]
    public async Task What_several_wait_for_is_recalled_once_also_when_the_first_of_them_leaves()
    {
        var file = Path.Combine(studio.Folder, "recalled-once.twofold");
        File.Copy(await studio.ModelFileAsync(), file);
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "patient-shelf"));
        using var shelf = new ModelShelf(database, TimeProvider.System);
        var id = shelf.Add(file, studio.Animals).Id;
        using var leaving = new CancellationTokenSource();
        var (first, second) = (new Gate(), new Gate());

        // It is held at what it tells first until all have come.
        var one = Task.Run(() => shelf.Recall(id, first, leaving.Token), TestContext.Current.CancellationToken);
        await first.Told.WaitAsync(TestContext.Current.CancellationToken);
        var other = Task.Run(() => shelf.Recall(id, second, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var third = Task.Run(() => shelf.Recall(id, progress: null, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        first.Open();
        // Who has come later is told too.
        await second.Told.WaitAsync(TestContext.Current.CancellationToken);
        second.Open();
        Assert.Same(await other, await third);
        Assert.Same(await other, shelf.Training(id));
    }

    [Fact]
    public async Task Work_that_nobody_waits_for_any_more_ends_and_who_comes_then_has_it_done_anew()
    {
        var work = new SharedWork<string, int>();
        using var leaving = new CancellationTokenSource();
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        var only = Task.Run(() => work.Wait("this", (_, ending) =>
        {
            begun.SetResult();
            ending.WaitHandle.WaitOne();
            ended.SetResult();
            return 1;
        }, progress: null, leaving.Token), TestContext.Current.CancellationToken);
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, work.Wait("this", (_, _) => 2, progress: null, TestContext.Current.CancellationToken));
        // What comes to nothing does so for who waits, and is tried again.
        Assert.Throws<TwofoldException>(() => work.Wait("this", (_, _) => throw new TwofoldException("Not now."), progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(3, work.Wait("this", (_, _) => 3, progress: null, TestContext.Current.CancellationToken));
    }

    /// <summary>Holds up who tells it of progress until it is opened.</summary>
    sealed class Gate : IProgress<WorkProgress>
    {
        readonly TaskCompletionSource isOpen = new();
        readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => told.Task;

        public void Open() => isOpen.SetResult();

        public void Report(WorkProgress value)
        {
            told.TrySetResult();
            isOpen.Task.Wait();
        }
    }

    [Fact]
    public async Task A_board_is_judged_by_what_the_file_of_its_model_has_become()
    {
        var file = await studio.ModelCopyAsync("became.twofold");
        var folder = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-judge-again"), perLabel: 3);
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = folder });
        var model = (await client.TellAsync("/models", new { path = file })).GetProperty("id").GetString();
        var board = (await client.TellAsync("/boards", new { model, folder })).GetProperty("id").GetString();
        while ((await client.AskAsync($"/boards/{board}")).GetProperty("photos").GetInt32() < 6)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        var before = await LabelsAsync();

        using (var pair = PhotoPair.Open(file))
            Taught(pair, TrainingPhotos.Read(pair.Recognizer, studio.Animals)).Save(file);

        Assert.NotEqual(before, await LabelsAsync());
        // Nothing is left of the board that was open before.
        (await client.DeleteAsync($"/api/boards/{board}")).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/api/boards/{board}")).StatusCode);

        async Task<string> LabelsAsync()
        {
            var photos = new List<(int Id, string? Label)>();
            foreach (var column in (await client.AskAsync($"/boards/{board}")).GetProperty("columns").EnumerateObject())
                foreach (var photo in (await client.AskAsync($"/boards/{board}/columns/{column.Name}")).EnumerateArray())
                    photos.Add((photo.GetProperty("id").GetInt32(), photo.GetProperty("label").GetString()));
            return string.Join(' ', photos.Order().Select(photo => photo.Label));
        }
    }

    [Fact]
    public async Task A_model_that_was_opened_without_its_photos_answers_without_them_and_says_why()
    {
        var file = await studio.ModelCopyAsync("without-photos.twofold");
        using var client = studio.Client();
        var model = (await client.TellAsync("/models", new { path = file })).GetProperty("id").GetString();
        using var photo = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(studio.Animals, "cats", "cats-1.png"), TestContext.Current.CancellationToken));

        var answer = await client.PostAsync($"/api/recognize/{model}/explain?name=cat.png", photo, TestContext.Current.CancellationToken);

        var said = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.IsSuccessStatusCode, $"{said}");
        Assert.Contains(said.GetProperty("prediction").GetProperty("label").GetString(), DrawnPhotos.Labels);
        Assert.True(said.GetProperty("opinions").TryGetProperty("generative", out _));
        Assert.Equal(0, said.GetProperty("nearest").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, said.GetProperty("typicalDistance").ValueKind);
        Assert.Contains("name their folder", said.GetProperty("problem").GetString());
    }

    /// <summary>The pair, taught that everything is the contrary.</summary>
    static PhotoPair Taught(PhotoPair pair, PhotoNeighbors training) =>
        pair.WithRecognizer(pair.Recognizer.Refit(training.Features, [.. training.Labels.Select(label => label == "cats" ? "rabbits" : "cats")]));
}
