using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Twofold.Studio.Tests;

public sealed class RecognizeTests(StudioFixture studio)
{
    [Fact]
    public async Task A_folder_is_looked_through_and_learned_from_while_the_page_is_reloaded()
    {
        var folder = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "to-teach"), perLabel: 24);
        File.WriteAllText(Path.Combine(folder, "cats", "broken.jpg"), "not a photo");
        File.Copy(Path.Combine(folder, "cats", "cats-3.png"), Path.Combine(folder, "rabbits", "same.png"));
        File.Copy(Path.Combine(folder, "cats", "cats-4.png"), Path.Combine(folder, "cats", "misnamed.jpg"));
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
        await page.GetByLabel("A folder of labelled photos").FillAsync(folder);
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).First.ClickAsync();

        var survey = page.Locator("#survey");
        await Expect(survey.GetByRole(AriaRole.Heading)).ToHaveTextAsync("48 photos of 2 labels");
        // The view of the work is gone by then, and who does not see is told all the same.
        await Expect(page.Locator("body > [role=status]")).ToHaveTextAsync("Looking at to-teach: Done");
        await Expect(survey).ToContainTextAsync("1 cannot be read and will be left out");
        await Expect(survey).ToContainTextAsync("1 is under two labels and will be left out");
        await survey.GetByText("1 is unusual, but learned from").ClickAsync();
        await Expect(survey).ToContainTextAsync("named .jpg, but a PNG");

        await page.GetByLabel("Minutes").FillAsync("0.1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Learn", Exact = true }).ClickAsync();
        // The chart of an earlier training may be there already.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" })).ToBeVisibleAsync();
        // Another test's training may have the machine.
        await Expect(page.Locator("#training .chart")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.ReloadAsync();
        // The curve is drawn from its beginning again.
        await Expect(page.Locator("#training .chart")).ToBeVisibleAsync();
        await Expect(page.Locator("#training").GetByRole(AriaRole.Heading)).ToHaveTextAsync("to-teach is ready", new() { Timeout = 60_000 });
        await Accessibility.IsFlawlessAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Photos_of_one_label_are_for_learning_to_create()
    {
        var folder = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "of-one"), perLabel: 12);
        Directory.Delete(Path.Combine(folder, "rabbits"), recursive: true);
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
        await page.GetByLabel("A folder of labelled photos").FillAsync(folder);
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).First.ClickAsync();

        await Expect(page.Locator("#survey")).ToContainTextAsync("one label, 'cats', and nothing to tell apart");
        await Expect(page.GetByLabel("Also learn to create pictures")).ToBeCheckedAsync();
        await page.GetByLabel("Minutes").FillAsync("0.1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Learn", Exact = true }).ClickAsync();

        // Another test's training may have the machine.
        await Expect(page.Locator("#training").GetByRole(AriaRole.Heading)).ToHaveTextAsync("of-one is ready", new() { Timeout = 60_000 });
        await Expect(page.Locator("#training")).ToContainTextAsync("It knows cats.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_training_that_is_stopped_keeps_the_best()
    {
        using var client = studio.Client();
        await client.TellAsync("/folders", new { path = DrawnPhotos.Labeled(Path.Combine(studio.Folder, "to-stop"), perLabel: 20) });
        var job = (await client.TellAsync("/recognize/trainings", new { folder = Path.Combine(studio.Folder, "to-stop"), backbone = "none", minutes = 10 })).GetProperty("id").GetString();
        var page = await studio.OpenAsync("/recognize");
        await page.EvaluateAsync("id => fetch('/api/state/recognize/training', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(id) })", job);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();

        await Expect(page.Locator("#training .chart")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop and keep the best" }).ClickAsync();

        await Expect(page.Locator("#training")).ToContainTextAsync("Stopped: the best so far is kept.", new() { Timeout = 30_000 });
        await Expect(page.Locator("#training").GetByRole(AriaRole.Heading)).ToHaveTextAsync("to-stop is ready");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_photo_is_explained_by_both_halves_and_the_photos_most_like_it()
    {
        await studio.ModelAsync();
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();
        await page.Locator("#ask-model select").SelectOptionAsync(new SelectOptionValue { Value = await studio.ModelAsync() });
        await page.Locator("#ask-files").SetInputFilesAsync(Path.Combine(studio.Animals, "rabbits", "rabbits-7.png"));

        var answer = page.Locator(".explanation");
        await Expect(answer).ToContainTextAsync("The half that recognizes");
        await Expect(answer).ToContainTextAsync("Its generative twin");
        // It was learned from, so that nothing is nearer than it is to itself.
        await Expect(answer.Locator(".thumbs li").First).ToContainTextAsync("distance 0");
        await Expect(answer.Locator(".thumbs li")).ToHaveCountAsync(6);
        await Accessibility.IsFlawlessAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_answer_that_is_long_in_coming_shows_that_photos_are_recalled_for_it_and_is_stopped_with_that()
    {
        var model = await studio.ModelAsync();
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();
        await page.Locator("#ask-model select").SelectOptionAsync(new SelectOptionValue { Value = model });
        await page.RouteAsync("**/explain?*", _ => Task.CompletedTask);
        await page.RouteAsync($"**/models/{model}/recall", route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"id":"recalling"}""" }));
        var state = "running";
        await page.RouteAsync("**/jobs/recalling/events", route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = $$"""
                retry: 100
                id: 1
                event: progress
                data: {"stage":"Recalling the training photos","done":1,"total":2,"unit":"photos","measures":{},"seconds":1,"secondsLeft":1,"remark":null}

                id: {{(state == "running" ? 2 : 3)}}
                event: job
                data: {"id":"recalling","state":"{{state}}","progress":null,"result":null,"message":null}


                """,
        }));
        await page.RouteAsync("**/jobs/recalling/cancel", route =>
        {
            state = "cancelled";
            return route.FulfillAsync(new() { Status = 204 });
        });
        await page.Locator("#ask-files").SetInputFilesAsync(Path.Combine(studio.Animals, "rabbits", "rabbits-7.png"));
        var answer = page.Locator(".answer").First;
        await Expect(answer).ToContainTextAsync("Recalling the training photos");
        await Accessibility.IsFlawlessAsync(page);

        await answer.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(answer.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This was stopped.");
        await Expect(answer).Not.ToContainTextAsync("Recalling");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_photo_is_explained_without_the_photos_that_were_learned_from_where_they_are_not_known()
    {
        var file = await studio.ModelCopyAsync("unknown-photos.twofold");
        using var client = studio.Client();
        var model = (await client.TellAsync("/models", new { path = file })).GetProperty("id").GetString()!; // A model has one.
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();
        await page.Locator("#ask-model select").SelectOptionAsync(new SelectOptionValue { Value = model });
        await page.Locator("#ask-files").SetInputFilesAsync(Path.Combine(studio.Animals, "rabbits", "rabbits-7.png"));

        var answer = page.Locator(".explanation");
        await Expect(answer).ToContainTextAsync("Its generative twin");
        await Expect(answer).ToContainTextAsync("name their folder");
        await Expect(answer).Not.ToContainTextAsync("null");
        await Expect(answer.Locator(".thumbs")).ToHaveCountAsync(0);
        await Accessibility.IsFlawlessAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_board_is_corrected_by_key_and_by_dragging_learns_from_it_and_is_applied_and_undone()
    {
        var model = await studio.ModelAsync();
        var folder = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-sort"), perLabel: 15);
        var into = Path.Combine(Directory.CreateDirectory(Path.Combine(studio.Folder, "written")).FullName, "sorted");
        File.WriteAllText(Path.Combine(folder, "broken.jpg"), "not a photo");
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        await page.Locator("#sort-model select").SelectOptionAsync(new SelectOptionValue { Value = model });
        await page.GetByLabel("A folder of photos to sort").FillAsync(folder);
        await page.Locator("#sort-folder").GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).ClickAsync();
        var status = page.Locator("#board [role=status]");
        await Expect(status).ToContainTextAsync("31 photos; nothing corrected yet", new() { Timeout = 30_000 });

        // The first photo by key to rabbits, then another by dragging it there.
        var first = page.Locator("[role=listbox]").First;
        await first.FocusAsync();
        await page.Keyboard.PressAsync("2");
        await Expect(status).ToContainTextAsync("1 correction, learned from");
        await page.Locator(".column").First.Locator(".photo").First.DragToAsync(page.Locator(".column").Nth(1));
        await Expect(status).ToContainTextAsync("2 corrections, learned from");
        // What a person has put there lies at the end, behind what is to be looked at.
        await page.Locator("[role=listbox]").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(".column").Nth(1).Locator(".photo.corrected")).ToHaveCountAsync(2);
        await Expect(page.Locator(".column").Filter(new() { HasText = "unreadable" }).Locator(".photo")).ToHaveCountAsync(1);
        await Accessibility.IsFlawlessAsync(page);

        // Another browser sees the same board.
        var other = await studio.OpenAsync("/recognize");
        await Expect(other.Locator("#board [role=status]")).ToContainTextAsync("2 corrections, learned from");
        await other.Context.CloseAsync();

        await page.GetByLabel("Sort on the disk into").FillAsync(into);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator(".toolbar")).ToContainTextAsync("31 photos sorted");
        Assert.Equal(31, Directory.EnumerateFiles(into, "*.*", SearchOption.AllDirectories).Count(path => Path.GetExtension(path) is ".png" or ".jpg" && !path.Contains("/.")));
        Assert.True(File.Exists(Path.Combine(into, "_unreadable", "broken.jpg")));

        // A name that is misspelled opens nothing, and what undo takes back is asked first.
        await page.GetByLabel("Sort on the disk into").FillAsync($"{into}x");
        var undo = page.GetByRole(AriaRole.Button, new() { Name = "Undo" });
        await undo.ClickAsync();
        await Expect(page.Locator("#board").GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no folder");
        using var client = studio.Client();
        Assert.DoesNotContain((await client.AskAsync("/folders")).EnumerateArray(), opened => opened.GetString() == Path.GetDirectoryName(into));
        await page.GetByLabel("Sort on the disk into").FillAsync(into);
        await undo.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync($"Remove 31 copies in {into} of what is in {folder}?");
        await Accessibility.IsFlawlessAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.True(File.Exists(Path.Combine(into, "_unreadable", "broken.jpg")));
        await undo.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).ClickAsync();
        await Expect(page.Locator(".toolbar")).ToContainTextAsync("31 files taken back.");
        Assert.Empty(Directory.EnumerateFiles(into, "*.png", SearchOption.AllDirectories));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_applying_a_board_came_to_is_found_again_and_goes_on_when_what_was_in_its_way_is_gone()
    {
        using var client = studio.Client();
        var model = await studio.ModelAsync();
        var folder = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-apply"), perLabel: 3);
        await client.TellAsync("/folders", new { path = folder });
        var board = await client.TellAsync("/boards", new { model, folder });
        await client.PutAsJsonAsync("/api/state/recognize/board", board.GetProperty("id").GetString(), TestContext.Current.CancellationToken);
        var into = Directory.CreateDirectory(Path.Combine(studio.Folder, "written", "in-the-way")).FullName;
        // Where the journal's folder is to be.
        var obstacle = Path.Combine(into, ".twofold");
        await File.WriteAllTextAsync(obstacle, "", TestContext.Current.CancellationToken);
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        await page.GetByLabel("Sort on the disk into").FillAsync(into);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        var work = page.GetByRole(AriaRole.Group, new() { Name = "On the disk" });
        await Expect(work).ToContainTextAsync("This did not work");
        await ComeBackAsync();
        await Expect(work).ToContainTextAsync("This did not work");
        File.Delete(obstacle);

        await work.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();

        await Expect(work).ToContainTextAsync("6 photos sorted");
        await ComeBackAsync();
        await Expect(work).ToContainTextAsync("6 photos sorted");
        await Accessibility.IsFlawlessAsync(page);
        // Nothing was corrected on it: nothing is to be asked.
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the board" }).ClickAsync();
        await Expect(page.Locator("#sort-start")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        // The page comes back where somebody last was, which in another test may be another tab.
        async Task ComeBackAsync()
        {
            await page.ReloadAsync();
            await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        }
    }

    [Fact]
    public async Task All_between_two_photos_are_selected_counted_and_corrected_also_those_that_were_never_seen()
    {
        using var client = studio.Client();
        var model = await studio.ModelAsync();
        var folder = Path.Combine(studio.Folder, "to-select");
        Directory.CreateDirectory(folder);
        // One picture lies in one column, whatever the model has learned.
        for (var i = 0; i < 700; i++)
            File.Copy(Path.Combine(studio.Animals, "cats", "cats-0.png"), Path.Combine(folder, $"{i:D3}.png"));
        await client.TellAsync("/folders", new { path = folder });
        var board = await client.TellAsync("/boards", new { model, folder });
        await client.PutAsJsonAsync("/api/state/recognize/board", board.GetProperty("id").GetString(), TestContext.Current.CancellationToken);
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        await Expect(page.Locator("#board .job")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        var column = page.Locator(".column").Filter(new() { Has = page.Locator(".photo") });
        await Expect(column.Locator("h3")).ToContainTextAsync("700");
        await column.Locator("[aria-posinset='3']").ClickAsync();
        await column.Locator("[role=listbox]").EvaluateAsync("list => list.scrollTop = list.scrollHeight");
        await column.Locator("[aria-posinset='697']").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(column.Locator("h3")).ToContainTextAsync("695 selected");
        await Accessibility.IsFlawlessAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(column.Locator("h3")).Not.ToContainTextAsync("selected");

        // By key at once, before what lies between is here.
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Shift+End");
        await page.Keyboard.PressAsync("2");

        await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("699 corrections");
        await DeleteBoardAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Columns_stand_in_the_order_of_the_labels_by_which_their_keys_go_also_where_labels_are_numbers()
    {
        var page = await studio.OpenAsync("/recognize");
        await page.RouteAsync("**/api/boards/drawn", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"columns":{"1":3,"10":4,"2":5,"_unsure":0,"_unfamiliar":0,"_unreadable":0},"photos":12,"corrected":0,"taught":true,"version":1,"problem":null}""",
        }));
        await page.RouteAsync("**/api/boards/drawn/columns/**", route => route.FulfillAsync(new() { ContentType = "application/json", Body = "[]" }));
        await page.EvaluateAsync(
            """
            async () => {
                const { showBoard } = await import('/pages/recognize/board.js');
                const place = Object.assign(document.createElement('div'), { id: 'drawn' });
                document.querySelector('main').append(place);
                showBoard(place, { id: 'drawn', folder: '/drawn', job: null }, { labels: ['1', '10', '2'] }, { get: (_, otherwise = null) => otherwise, keep: async () => {} }, () => {});
            }
            """);

        var columns = page.Locator("#drawn .column:not([hidden]) h3");
        await Expect(columns).ToHaveTextAsync((string[])["113", "2104", "325"]);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_folder_that_is_chosen_twice_lies_on_one_board_and_one_that_was_left_is_asked_for_no_more()
    {
        using var client = studio.Client();
        var model = await studio.ModelAsync();
        var folder = DrawnPhotos.Mixed(Path.Combine(studio.Folder, "to-choose-twice"), perLabel: 2);
        await client.PutAsJsonAsync<string?>("/api/state/recognize/board", null, TestContext.Current.CancellationToken);
        var page = await studio.OpenAsync("/recognize");
        List<string> asked = [];
        page.Request += (_, request) => asked.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        await page.Locator("#sort-model select").SelectOptionAsync(new SelectOptionValue { Value = model });
        await page.GetByLabel("A folder of photos to sort").FillAsync(folder);
        await page.Locator("#sort-folder").GetByRole(AriaRole.Button, new() { Name = "Choose", Exact = true }).DblClickAsync();
        await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("4 photos", new() { Timeout = 30_000 });
        Assert.Single(asked, "POST /api/boards");
        await page.GetByRole(AriaRole.Button, new() { Name = "All boards" }).ClickAsync();
        await page.Locator("#boards").GetByRole(AriaRole.Button, new() { Name = folder }).EvaluateAsync("button => { button.click(); button.click(); }");
        await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("4 photos");

        await page.GetByRole(AriaRole.Button, new() { Name = "All boards" }).ClickAsync();

        await Expect(page.Locator("#sort-start")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        asked.Clear();
        await page.WaitForTimeoutAsync(2500);
        Assert.DoesNotContain(asked, address => address.StartsWith("GET /api/boards/", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_correction_is_learned_from_when_that_can_be_asked_for_what_was_saved_stays_said_and_deleting_asks_first()
    {
        var page = await BoardAsync("to-lose-and-find");
        var status = page.Locator("#board [role=status]");
        await page.RouteAsync("**/teach", route => route.AbortAsync());
        await page.Locator(".column").Filter(new() { Has = page.Locator(".photo") }).Locator("[role=listbox]").FocusAsync();
        await page.Keyboard.PressAsync("2");
        await Expect(page.Locator("#board").GetByRole(AriaRole.Alert).First).ToContainTextAsync("does not answer");
        await page.UnrouteAllAsync();

        await Expect(status).ToContainTextAsync("1 correction, learned from");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save what it learned" }).ClickAsync();
        await Expect(page.Locator("#board")).ToContainTextAsync("Kept as");
        // A look that fails says so until one succeeds.
        await page.RouteAsync(new Regex("/api/boards/[0-9a-f]+$"), route => route.AbortAsync());
        await Expect(page.Locator("#board").GetByRole(AriaRole.Alert)).ToContainTextAsync("does not answer");
        await page.UnrouteAllAsync();
        await Expect(page.Locator("#board").GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(page.Locator("#board")).ToContainTextAsync("Kept as");

        var delete = page.GetByRole(AriaRole.Button, new() { Name = "Delete the board" });
        await delete.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("with the 1 correction on it?");
        await Accessibility.IsFlawlessAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(status).ToContainTextAsync("1 correction, learned from");
        await delete.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator("#sort-start")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Why_is_closed_while_it_looks_which_ends_that_and_takes_a_label_by_its_key()
    {
        var page = await BoardAsync("to-explain");
        var (asked, ended) = (0, 0);
        await page.RouteAsync("**/why", async route =>
        {
            // The first is never answered.
            if (asked++ > 0)
                await route.ContinueAsync();
        });
        page.RequestFailed += (_, request) => ended += request.Url.EndsWith("/why", StringComparison.Ordinal) ? 1 : 0;
        await page.Locator(".column").Filter(new() { Has = page.Locator(".photo") }).Locator("[role=listbox]").FocusAsync();
        var why = page.Locator("dialog.why");
        await page.Keyboard.PressAsync("Enter");
        await Expect(why).ToContainTextAsync("Looking");
        await why.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(why).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await Expect(why).ToContainTextAsync("It is in truth");
        // Nobody asks any more for what was closed.
        Assert.Equal((2, 1), (asked, ended));
        await page.Keyboard.PressAsync("2");
        await Expect(why).ToBeHiddenAsync();
        await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("1 correction, learned from");
        await DeleteBoardAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_folder_whose_copying_breaks_off_is_said_to_be_copied_no_more()
    {
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
        var (first, copying) = (true, page.Locator("#teach-folder [role=status]"));
        await page.RouteAsync("**/api/drops/files?*", async route =>
        {
            if (first)
            {
                first = false;
                await route.ContinueAsync();
                return;
            }

            await Expect(copying).ToHaveTextAsync("Copying 1 of 2 files");
            await route.FulfillAsync(new() { Status = 400, ContentType = "application/problem+json", Body = """{"detail":"There is no room."}""" });
        });

        await page.DropAsync("#teach-folder .picker", ["animals", new object?[] { new object?[] { "1.png", "x" }, new object?[] { "2.png", "y" } }]);

        await Expect(page.Locator("#teach-folder").GetByRole(AriaRole.Alert)).ToHaveTextAsync("There is no room.");
        await Expect(copying).ToBeEmptyAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Of_a_folder_of_which_a_file_is_refused_no_more_is_copied_behind_what_is_said()
    {
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
        var (asked, copying) = (0, page.Locator("#teach-folder [role=status]"));
        await page.RouteAsync("**/api/drops/files?*", async route =>
        {
            asked++;
            if (route.Request.Url.Contains("0.png", StringComparison.Ordinal))
            {
                await route.FulfillAsync(new() { Status = 400, ContentType = "application/problem+json", Body = """{"detail":"There is no room."}""" });
                return;
            }

            await Task.Delay(500);
            await route.FulfillAsync(new() { Status = 204 });
        });

        await page.DropAsync("#teach-folder .picker", ["animals", Enumerable.Range(0, 9).Select(i => new object?[] { $"{i}.png", "x" }).ToArray()]);

        await Expect(page.Locator("#teach-folder").GetByRole(AriaRole.Alert)).ToHaveTextAsync("There is no room.");
        await Expect(copying).ToBeEmptyAsync();
        await page.WaitForTimeoutAsync(1000);
        Assert.Equal(4, asked);
        await Expect(copying).ToBeEmptyAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_looks_around_by_the_keyboard_keeps_the_focus()
    {
        var folder = Path.Combine(studio.Folder, "to-look-around");
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Teach" }).ClickAsync();
        var picker = page.Locator("#teach-folder");
        await picker.GetByLabel("A folder of labelled photos").FillAsync(folder);
        var browse = picker.GetByRole(AriaRole.Button, new() { Name = "Look around" });
        await browse.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var inner = picker.GetByRole(AriaRole.Button, new() { Name = "inner" });
        await Expect(inner).ToBeVisibleAsync();
        await Expect(browse).ToBeFocusedAsync();

        await inner.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(picker.GetByRole(AriaRole.Button, new() { Name = "Choose this folder" })).ToBeFocusedAsync();
        await Expect(picker.Locator(".listing .path")).ToHaveTextAsync(Path.Combine(folder, "inner"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_said_to_be_before_any_is_copied()
    {
        var page = await studio.OpenAsync("/recognize");
        var asked = 0;
        page.Request += (_, request) => asked += request.Url.Contains("/drops", StringComparison.Ordinal) ? 1 : 0;

        var said = await page.EvaluateAsync<string>("async () => (await import('/frame/drop.js')).upload([{ name: 'a.png', file: { size: 1 } }, { name: 'b.tif', file: { size: 2 ** 30 } }]).catch(problem => problem.message)");

        Assert.StartsWith("'b.tif' is larger than 512 MB", said);
        Assert.Equal(0, asked);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_is_dragged_from_another_board_is_not_taken()
    {
        var page = await BoardAsync("to-drag-to");
        using var client = studio.Client();
        var board = (await client.AskAsync("/state/recognize")).GetProperty("board").GetString();
        Task<bool> DropAsync(string from) => page.EvaluateAsync<bool>(
            """
            from => {
                const dataTransfer = new DataTransfer();
                dataTransfer.setData(`application/x-twofold-photos-${from}`, '[0]');
                return !document.querySelectorAll('.column')[1].dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
            }
            """, from);

        Assert.False(await DropAsync("another"));
        Assert.True(await DropAsync(board!)); // It was kept.

        await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("1 correction, learned from");
        await DeleteBoardAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Photos_that_are_dropped_where_there_is_no_model_are_told_to_wait_for_one()
    {
        var page = await studio.OpenAsync("/recognize");
        await page.RouteAsync("**/api/models", route => route.FulfillAsync(new() { ContentType = "application/json", Body = "[]" }));
        await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();
        await Expect(page.Locator("#ask-model")).ToContainTextAsync("There is no model for this yet");

        await page.DropAsync("#ask", ["photo.png", "x"]);

        await Expect(page.Locator("#ask-problem")).ToHaveTextAsync("Choose a model first: teach one, or open a model file.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_tab_that_was_opened_while_the_studio_was_down_is_filled_later_and_finds_its_model_again()
    {
        using var client = studio.Client();
        var copy = await studio.ModelCopyAsync("another.twofold");
        var known = await client.TellAsync("/models", new { path = copy });
        await client.PutAsJsonAsync<string?>("/api/state/recognize/board", null, TestContext.Current.CancellationToken);
        await client.PutAsJsonAsync("/api/state/recognize/model", known.GetProperty("id").GetString(), TestContext.Current.CancellationToken);
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();
        await page.RouteAsync("**/api/boards", route => route.AbortAsync());
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Ask" }).ClickAsync();

        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();

        var choice = page.Locator("#sort-model select");
        var other = await studio.ModelAsync();
        await Expect(choice).ToHaveValueAsync(known.GetProperty("id").GetString()!); // A model has one.
        await page.RunAndWaitForResponseAsync(() => choice.SelectOptionAsync(new SelectOptionValue { Value = other }), response => response.Url.EndsWith("/state/recognize/model", StringComparison.Ordinal));
        await page.ReloadAsync();
        await Expect(choice).ToHaveValueAsync(other);
        await page.Context.CloseAsync();
    }

    /// <summary>A page with a board on it, on which a picture lies twice: both in one column.</summary>
    async Task<IPage> BoardAsync(string name)
    {
        using var client = studio.Client();
        var model = await studio.ModelAsync();
        var folder = Path.Combine(studio.Folder, name);
        Directory.CreateDirectory(folder);
        foreach (var copy in (string[])["one.png", "other.png"])
            File.Copy(Path.Combine(studio.Animals, "cats", "cats-0.png"), Path.Combine(folder, copy));
        await client.TellAsync("/folders", new { path = folder });
        var board = await client.TellAsync("/boards", new { model, folder });
        await client.PutAsJsonAsync("/api/state/recognize/board", board.GetProperty("id").GetString(), TestContext.Current.CancellationToken);
        var page = await studio.OpenAsync("/recognize");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sort" }).ClickAsync();
        await Expect(page.Locator("#board [role=status]")).ToContainTextAsync("2 photos; nothing corrected yet", new() { Timeout = 30_000 });
        await Expect(page.Locator("#board .photo")).ToHaveCountAsync(2);
        return page;
    }

    static async Task DeleteBoardAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the board" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator("#sort-start")).ToBeVisibleAsync();
    }
}
