using System.Collections.Concurrent;
using System.Net.Http;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

public sealed class JobTests(StudioFixture studio)
{
    [Fact]
    public async Task Who_comes_late_sees_everything_that_happened_in_a_job_and_its_end()
    {
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "to-follow"), perLabel: 3) });
        var survey = await client.WorkAsync("/recognize/surveys", new { folder = Path.Combine(studio.Folder, "to-follow") });
        Assert.Equal(3, survey.GetProperty("counts").GetProperty("cats").GetInt32());
        var id = (await client.AskAsync("/jobs")).EnumerateArray().First(job => job.GetProperty("title").GetString() == "Looking at to-follow").GetProperty("id").GetString();

        var events = await client.GetStringAsync($"/api/jobs/{id}/events");

        Assert.Contains("event: progress", events);
        Assert.Contains("\"state\":\"done\"", events);
        Assert.EndsWith("event: end", events[..events.IndexOf("\ndata: {}", StringComparison.Ordinal)]);

        using var rest = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{id}/events");
        rest.Headers.Add("Last-Event-ID", "1");
        var later = await (await client.SendAsync(rest)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("id: 1\n", later);
        Assert.Contains("id: 2\n", later);
    }

    [Fact]
    public async Task A_job_that_fails_says_why_and_can_be_taken_off_the_list()
    {
        using var client = studio.Client();
        var folder = Path.Combine(studio.Folder, "empty");
        Directory.CreateDirectory(folder);
        await client.TellAsync("/folders", new { path = folder });

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => client.WorkAsync("/recognize/surveys", new { folder }));

        var job = JsonElement.Parse(failed.Message);
        Assert.Equal("failed", job.GetProperty("state").GetString());
        Assert.Contains("has no labeled photos", job.GetProperty("message").GetString());
        (await client.DeleteAsync($"/api/jobs/{job.GetProperty("id").GetString()}")).EnsureSuccessStatusCode();
        Assert.DoesNotContain((await client.AskAsync("/jobs")).EnumerateArray(), other => other.GetProperty("id").GetString() == job.GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_worked_when_the_studio_ended_is_interrupted_and_goes_on()
    {
        var home = Path.Combine(studio.Folder, "another-home");
        var folder = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "to-interrupt"), perLabel: 4);
        string id;
        await using (var first = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home }))
        {
            using var client = first.Client();
            await client.TellAsync("/folders", new { path = folder });
            id = (await client.TellAsync("/recognize/trainings", new { folder, backbone = "none", minutes = 10 })).GetProperty("id").GetString()!; // A job has one.
            while ((await client.AskAsync($"/jobs/{id}")).GetProperty("progress").ValueKind == JsonValueKind.Null)
                await Task.Delay(20);
            using var end = new CancellationTokenSource(0);
            await first.RunAsync(end.Token);
        }

        await using var second = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home });
        using var again = second.Client();
        Assert.Equal("interrupted", (await again.AskAsync($"/jobs/{id}")).GetProperty("state").GetString());
        await again.TellAsync($"/jobs/{id}/resume", new { });
        while ((await again.AskAsync($"/jobs/{id}")).GetProperty("state").GetString() != "running")
            await Task.Delay(20);
        await again.TellAsync($"/jobs/{id}/cancel", new { });
    }

    [Fact]
    public async Task What_worked_when_the_studio_was_killed_can_go_on_from_its_page()
    {
        var home = Path.Combine(studio.Folder, "killed-home");
        // What a process leaves that is killed at work.
        using (var database = new StudioDatabase(home))
        {
            var store = new JobStore(database, TimeProvider.System);
            store.Add("killed", "train-photos", "Learning flowers", "/recognize", """{"folder":"/flowers"}""");
            store.Begin("killed");
            store.Report("killed", new JobProgress("Learning", 1, 2, "seconds", null, 1, 1, new Dictionary<string, double>()));
            new PageState(database).Keep("recognize", "training", "\"killed\"");
        }

        await using var server = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home }, TestContext.Current.CancellationToken);
        using var client = server.Client();
        var events = await client.GetStringAsync("/api/jobs/killed/events", TestContext.Current.CancellationToken);
        Assert.Contains("\"state\":\"interrupted\"", events);

        var page = await studio.OpenAsync("/recognize");
        await page.GotoAsync(server.Address.ToString());
        await page.GotoAsync(new Uri(server.Address, "/recognize").ToString());
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
        await Expect(page.Locator("#training")).ToContainTextAsync("The studio ended while this worked.");
        await Expect(page.Locator("#training").GetByRole(AriaRole.Button, new() { Name = "Go on" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task However_many_jobs_have_ended_another_is_begun_and_the_oldest_that_nobody_needs_go_with_their_files()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "busy-home"));
        var (store, pages, kind) = (new JobStore(database, TimeProvider.System), new PageState(database), new FileJob(database.Home));
        using var engine = new JobEngine(store, pages, [kind], TimeProvider.System);
        for (var i = 0; i < 105; i++)
        {
            store.Add($"job-{i:D3}", kind.Name, "Writing a file", kind.Page, "{}");
            database.Execute("UPDATE jobs SET created = $i WHERE id = $id", ("$i", i), ("$id", $"job-{i:D3}"));
            File.WriteAllText(kind.FileOf($"job-{i:D3}"), "");
            store.End($"job-{i:D3}", i == 3 ? JobState.Interrupted : JobState.Done, null, null);
        }

        pages.Keep("create", "kept", """[{"job":"job-001","file":"1.png"}]""");
        File.WriteAllText(kind.UnfinishedOf("job-003"), "");

        var another = engine.Start(kind, "");

        Assert.NotNull(store.Find(another.Id));
        string[] gone = ["job-000", "job-002", "job-004"];
        Assert.Equal(gone, Enumerable.Range(0, 105).Select(i => $"job-{i:D3}").Where(id => store.Find(id) is null));
        Assert.Equal(gone, Enumerable.Range(0, 105).Select(i => $"job-{i:D3}").Where(id => !File.Exists(kind.FileOf(id))));
        Assert.Empty(store.EventsAfter("job-000", 0));
        await engine.EndAsync(another.Id);
    }

    /// <summary>A kind of work that leaves a file.</summary>
    sealed class FileJob(string home) : JobKind<string, string>
    {
        public override string Name => "write";

        public override string Page => "/recognize";

        public override IReadOnlyList<string> FilesOf(string job) => [FileOf(job)];

        public override bool CanGoOn(string job) => File.Exists(UnfinishedOf(job));

        public string FileOf(string job) => Path.Combine(home, $"{job}.file");

        public string UnfinishedOf(string job) => Path.Combine(home, $"{job}.unfinished");

        public override string TitleOf(string request) => "Writing a file";

        protected override Task<JobOutcome<string>> RunAsync(string request, JobRun run, CancellationToken cancellation) => Task.FromResult(new JobOutcome<string>(""));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), "This is a bug in Twofold (InvalidOperationException)", true)]
    [InlineData(typeof(IOException), "No space left on device : '/home/me/secret'. See whether its disk is there, has room", false)]
    [InlineData(typeof(UnauthorizedAccessException), "lets you write, then let this go on.", false)]
    [InlineData(typeof(SqliteException), "see whether its disk has room", false)]
    public async Task What_ends_work_is_said_in_a_sentence_and_of_a_bug_no_more_than_its_kind(Type what, string sentence, bool isBug)
    {
        const string Said = "No space left on device : '/home/me/secret'";
        var failure = what == typeof(SqliteException) ? new SqliteException(Said, 13) : (Exception)Activator.CreateInstance(what, Said)!; // Exceptions are made of a text.
        using var database = new StudioDatabase(Path.Combine(studio.Folder, $"failing-{what.Name}"));
        var (store, bugs, kind) = (new JobStore(database, TimeProvider.System), new ConcurrentQueue<Exception>(), new FailingJob(failure));
        using var engine = new JobEngine(store, new PageState(database), [kind], TimeProvider.System, bugs.Enqueue);

        var id = engine.Start(kind, "").Id;
        await WaitAsync(() => !store.Find(id)!.IsActive); // It is kept.

        var job = store.Find(id)!; // It is kept.
        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains(sentence, job.Message);
        Assert.DoesNotContain("   at ", job.Message);
        Assert.Equal(isBug ? [failure] : [], bugs);
        Assert.Equal(isBug, !job.Message!.Contains("secret", StringComparison.Ordinal)); // A failure has one.
    }

    [Fact]
    public async Task Work_whose_end_could_not_be_written_is_ended_by_cancelling_it_once_there_is_room()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "full-home"));
        var (store, bugs, kind) = (new JobStore(database, TimeProvider.System), new ConcurrentQueue<Exception>(), new FileJob(database.Home));
        using var engine = new JobEngine(store, new PageState(database), [kind], TimeProvider.System, bugs.Enqueue);
        database.Execute("CREATE TRIGGER full BEFORE UPDATE OF ended ON jobs WHEN NEW.ended IS NOT NULL BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");

        var id = engine.Start(kind, "").Id;
        await WaitAsync(() => !bugs.IsEmpty);
        await engine.EndAsync(id);
        Assert.Contains("disk is full", Assert.Throws<SqliteException>(() => engine.Cancel(id)).Message);
        Assert.Equal(JobState.Running, store.Find(id)?.State);

        database.Execute("DROP TRIGGER full");
        engine.Cancel(id);

        Assert.Equal(JobState.Interrupted, store.Find(id)?.State);
        engine.Resume(id);
        await WaitAsync(() => store.Find(id)?.State == JobState.Done);
    }

    [Fact]
    public async Task Of_many_who_let_a_job_go_on_in_one_moment_one_does()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "impatient-home"));
        var store = new JobStore(database, TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            store.Add($"{i}", "write", "Writing a file", "/recognize", "{}");
            store.End($"{i}", JobState.Failed, null, null);

            var waits = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.Wait($"{i}"))));

            Assert.Single(waits, true);
            // Nothing is told of those who came too late.
            Assert.Equal(3, store.EventsAfter($"{i}", 0).Count);
        }
    }

    [Fact]
    public async Task A_job_that_is_taken_off_the_list_takes_its_files_along()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "tidy-home"));
        var (store, kind) = (new JobStore(database, TimeProvider.System), new FileJob(database.Home));
        using var engine = new JobEngine(store, new PageState(database), [kind], TimeProvider.System);
        var id = engine.Start(kind, "").Id;
        await engine.EndAsync(id);
        await WaitAsync(() => !store.Find(id)!.IsActive); // It is kept.
        File.WriteAllText(kind.FileOf(id), "");

        engine.Forget(id);

        Assert.Null(store.Find(id));
        Assert.False(File.Exists(kind.FileOf(id)));
    }

    [Fact]
    public async Task Work_that_waits_to_go_on_and_is_cancelled_has_what_it_had()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "waiting-home"));
        var (store, kind) = (new JobStore(database, TimeProvider.System), new MachineJob());
        using var engine = new JobEngine(store, new PageState(database), [kind], TimeProvider.System);
        store.Add("stopped", kind.Name, "Learning", kind.Page, "\"\"");
        store.End("stopped", JobState.Cancelled, "{\"model\":1}", "Stopped: the best so far is kept.");
        var before = store.Find("stopped")!; // It was just added.
        var other = engine.Start(kind, "").Id;
        await WaitAsync(() => store.Find(other)?.State == JobState.Running);
        engine.Resume("stopped");
        Assert.Equal(JobState.Waiting, store.Find("stopped")?.State);

        engine.Cancel("stopped");
        await WaitAsync(() => store.Find("stopped")?.IsActive == false);

        var after = store.Find("stopped")!; // It is there.
        Assert.Equal((before.State, before.Message, before.Ended, before.Result?.GetRawText()), (after.State, after.Message, after.Ended, after.Result?.GetRawText()));
        // What never had anything says so.
        var never = engine.Start(kind, "").Id;
        await engine.EndAsync(never);
        Assert.Equal(kind.Left, store.Find(never)?.Message);
        await engine.EndAsync(other);
    }

    /// <summary>A kind of work that has the whole machine until it is cancelled.</summary>
    sealed class MachineJob : JobKind<string, string>
    {
        public override string Name => "have";

        public override string Page => "/recognize";

        public override bool WantsMachine => true;

        public override string TitleOf(string request) => "Having the machine";

        protected override async Task<JobOutcome<string>> RunAsync(string request, JobRun run, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return new JobOutcome<string>("");
        }
    }

    static async Task WaitAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 1000 && !isSo(); i++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(isSo());
    }

    /// <summary>A kind of work that comes to nothing.</summary>
    sealed class FailingJob(Exception failure) : JobKind<string, string>
    {
        public override string Name => "fail";

        public override string Page => "/recognize";

        public override string TitleOf(string request) => "Failing";

        protected override Task<JobOutcome<string>> RunAsync(string request, JobRun run, CancellationToken cancellation) => Task.FromException<JobOutcome<string>>(failure);
    }

    [Fact]
    public void What_is_kept_of_long_work_s_progress_is_thinned_evenly_and_has_the_newest()
    {
        using var database = new StudioDatabase(Path.Combine(studio.Folder, "long-home"));
        var store = new JobStore(database, TimeProvider.System);
        store.Add("long", "train-photos", "Learning", "/recognize", "{}");
        for (var i = 1; i <= 4000; i++)
        {
            store.Report("long", new JobProgress("Learning", i, 4000, "steps", null, i, null, new Dictionary<string, double>()));
            // The points of a curve are few, and one after the other.
            if (i is > 1000 and <= 1030)
                store.Report("long", new JobProgress("Learning", i, 4000, "steps", null, i, null, new Dictionary<string, double> { ["loss"] = 1.0 / i }));
            // Others come between, and all of them stay.
            if (i % 10 == 0)
                store.Append("long", "picture", "{}");
        }

        var events = store.EventsAfter("long", 0);

        Assert.Equal(30, events.Count(happened => happened.Data.Contains("loss", StringComparison.Ordinal)));
        var seconds = events.Where(happened => happened.Type == "progress").Select(happened => JsonElement.Parse(happened.Data).GetProperty("seconds").GetInt32()).ToList();
        Assert.InRange(seconds.Count, 500, 1100);
        Assert.Equal(4000, seconds[^1]);
        Assert.InRange(seconds[0], 1, 12);
        Assert.InRange(seconds.Zip(seconds.Skip(1), (earlier, later) => later - earlier).Max(), 1, 20);
        Assert.Equal(400, events.Count(happened => happened.Type == "picture"));
    }

    [Fact]
    public async Task The_jobs_that_work_are_told_without_the_others_and_their_results()
    {
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "to-be-done"), perLabel: 3) });
        await client.WorkAsync("/recognize/surveys", new { folder = Path.Combine(studio.Folder, "to-be-done") });

        var active = (await client.AskAsync("/jobs?active=true")).EnumerateArray().ToList();

        Assert.DoesNotContain(active, job => job.GetProperty("title").GetString() == "Looking at to-be-done");
        Assert.All(active, job => Assert.Equal(JsonValueKind.Null, job.GetProperty("result").ValueKind));
        Assert.Contains((await client.AskAsync("/jobs")).EnumerateArray(), job => job.GetProperty("title").GetString() == "Looking at to-be-done");
    }

    [Fact]
    public async Task A_training_that_is_done_is_done_although_its_photos_cannot_be_recalled()
    {
        var home = Path.Combine(studio.Folder, "forgetful-home");
        var folder = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "to-forget"), perLabel: 4);
        Directory.CreateDirectory(home);
        // Where a folder is to be, a file is.
        await File.WriteAllTextAsync(Path.Combine(home, "recalled"), "", TestContext.Current.CancellationToken);
        await using var server = await StudioServer.StartAsync(new StudioOptions { Port = FreePort.Find(), Home = home }, TestContext.Current.CancellationToken);
        using var client = server.Client();
        await client.TellAsync("/folders", new { path = folder });

        var trained = await client.WorkAsync("/recognize/trainings", new { folder, backbone = "none", steps = 2 });

        Assert.True(File.Exists(trained.GetProperty("model").GetProperty("path").GetString()));
        Assert.Contains(trained.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("could not be recalled")); // A warning is a text.
    }
}
