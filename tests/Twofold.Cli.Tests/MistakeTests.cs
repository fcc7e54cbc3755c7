namespace Twofold.Cli.Tests;

/// <summary>What a person gets wrong is answered with one sentence on standard error, exit code 2, and nothing on standard output.</summary>
public sealed class MistakeTests
{
    [Fact]
    public async Task A_misspelled_option_gets_the_one_that_was_meant() =>
        (await TwofoldProcess.RunAsync("generate", "cats", "--wiht", "pets.twofold", "--out", "made")).IsAMistake("'--wiht'", "did you mean '--with'?", "twofold generate --help");

    [Fact]
    public async Task A_misspelled_command_gets_the_one_that_was_meant() =>
        (await TwofoldProcess.RunAsync("genrate", "cats")).IsAMistake("'genrate'", "did you mean 'generate'?");

    [Fact]
    public async Task A_word_that_is_like_no_command_gets_no_wild_guess()
    {
        var outcome = await TwofoldProcess.RunAsync("xylophone");

        outcome.IsAMistake("'xylophone'");
        Assert.DoesNotContain("did you mean", outcome.Error);
    }

    [Fact]
    public async Task A_missing_option_is_named() =>
        (await TwofoldProcess.RunAsync("sort", "holiday", "--into", "sorted")).IsAMistake("--with", "twofold sort --help");

    [Theory]
    [InlineData("--with", "predict", "photo.jpg")]
    [InlineData("--into", "sort", "holiday", "--with", "pets.twofold")]
    [InlineData("--out", "generate", "cats", "--with", "pets.twofold")]
    public async Task An_option_that_was_not_given_is_said_to_be_needed(string option, params string[] arguments) =>
        (await TwofoldProcess.RunAsync(arguments)).IsAMistake($"'twofold {arguments[0]}' needs {option} ");

    [Fact]
    public async Task An_option_after_two_dashes_is_told_to_go_before_them()
    {
        var outcome = await TwofoldProcess.RunAsync("predict", "--", "photo.jpg", "--with", "pets.twofold");

        outcome.IsAMistake("'--with'", "options go before '--'");
        Assert.DoesNotContain("did you mean", outcome.Error);
    }

    [Fact]
    public async Task Control_characters_in_a_name_do_not_reach_the_terminal() =>
        (await TwofoldProcess.RunAsync("info", "a\n\eb.twofold")).IsAMistake("a\\n\\u001bb.twofold");

    [Fact]
    public async Task Output_that_cannot_be_written_is_said_to_be_so()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full.");
        (await TwofoldProcess.RunAsync("/bin/sh", ["-c", "\"$0\" backbone list > /dev/full", TwofoldProcess.Path])).IsAMistake("The output could not be written");
    }

    [Fact]
    public async Task A_missing_argument_is_named() =>
        (await TwofoldProcess.RunAsync("undo")).IsAMistake("OUT", "twofold undo --help");

    [Fact]
    public async Task An_option_without_its_value_is_named() =>
        (await TwofoldProcess.RunAsync("train", "photos", "--out")).IsAMistake("--out", "without its F");

    [Fact]
    public async Task A_group_without_its_command_names_the_commands() =>
        (await TwofoldProcess.RunAsync("backbone")).IsAMistake("list", "add", "remove");

    [Theory]
    [InlineData("many")]
    [InlineData("0")]
    [InlineData("2.5")]
    [InlineData("5000000000")]
    public async Task A_count_that_is_none_says_what_is_expected(string count) =>
        (await TwofoldProcess.RunAsync("generate", "cats", "--with", "x", "--out", "y", "--count", count)).IsAMistake($"'{count}'", "--count", "whole number from 1 to 1000000");

    [Theory]
    [InlineData("--minutes", "1,5", "number above 0")]
    [InlineData("--steps", "1,000", "whole number of at least 1")]
    public async Task A_number_with_a_comma_is_told_how_to_write_it(string option, string number, string expected) =>
        (await TwofoldProcess.RunAsync("train", "photos", option, number)).IsAMistake($"'{number}'", option, expected, "with a point and without commas");

    [Theory]
    [InlineData("--steps", "3000000000", "whole number of at least 1 and at most 2147483647")]
    [InlineData("--seed", "18446744073709551616", "whole number of at least 0 and at most 18446744073709551615")]
    [InlineData("--seed", "-1", "whole number of at least 0.")]
    public async Task A_number_that_is_too_large_is_told_the_largest(string option, string number, string expected) =>
        (await TwofoldProcess.RunAsync("train", "photos", option, number)).IsAMistake($"'{number}'", option, expected);

    [Theory]
    [InlineData("F was given as ''", "info", "")]
    [InlineData("DATA was given as ''", "train", "")]
    [InlineData("--out was given as ''", "train", "photos", "--out", "")]
    [InlineData("--backbone was given as ''", "train", "photos", "--backbone", "")]
    [InlineData("INPUT was given as ''", "predict", "photo.jpg", "", "--with", "pets.twofold")]
    [InlineData("--with was given as ''", "predict", "photo.jpg", "--with", "")]
    [InlineData("--into was given as '  '", "sort", "holiday", "--with", "pets.twofold", "--into", "  ")]
    [InlineData("OUT was given as ''", "undo", "")]
    [InlineData("--out was given as ''", "generate", "cats", "--with", "pets.twofold", "--out", "")]
    [InlineData("--train was given as ''", "measure", "test", "--with", "pets.twofold", "--train", "")]
    [InlineData("--report was given as ''", "compare", "flowers.csv", "--label", "species", "--report", "")]
    [InlineData("--out was given as ''", "demo", "--out", "")]
    public async Task What_is_given_blank_is_said_to_name_nothing(string words, params string[] arguments) =>
        (await TwofoldProcess.RunAsync(arguments)).IsAMistake(words, "a variable of a script", $"twofold {arguments[0]} --help");

    [Fact]
    public async Task A_folder_to_compare_on_that_is_not_there_is_named_before_a_backbone_that_is_not()
    {
        var outcome = await TwofoldProcess.RunAsync("compare", "nowhere", "--quiet");

        outcome.IsAMistake("'nowhere'");
        Assert.DoesNotContain("backbone", outcome.Error);
    }

    [Theory]
    [InlineData("'twofold generate' needs LABEL")]
    [InlineData("--walk has '3' alone", "cats", "--walk", "3")]
    [InlineData("--seed was given", "cats", "--walk", "3", "9", "--seed", "1")]
    [InlineData("--count was given", "cats", "--walk", "3", "9", "--count", "1")]
    [InlineData("--sheet was given", "cats", "--walk", "3", "9", "--sheet", "s.png")]
    [InlineData("--frames was given", "cats", "--frames", "9")]
    [InlineData("'1' was given for --frames", "cats", "--walk", "3", "9", "--frames", "1")]
    [InlineData("'2' was given for --truncation", "cats", "--truncation", "2")]
    [InlineData("'21' was given for --insistence", "cats", "--insistence", "21")]
    [InlineData("'0' was given for --flow-steps", "cats", "--flow-steps", "0")]
    [InlineData("'21' was given for --guidance", "cats", "--guidance", "21")]
    [InlineData("'0' was given for --scale", "cats", "--scale", "0")]
    public async Task What_does_not_go_together_when_generating_is_refused(string words, params string[] arguments) =>
        (await TwofoldProcess.RunAsync(["generate", .. arguments, "--with", "x", "--out", "y.gif"])).IsAMistake(words);

    [Fact]
    public async Task Topping_up_without_a_creator_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("twofold-none-");
        (await TwofoldProcess.RunAsync("train", folder.FullName, "--top-up", "--creator", "none", "--quiet")).IsAMistake("--top-up", "--creator none");
        folder.Delete();
    }

    [Fact]
    public async Task Samples_of_a_creator_that_is_not_trained_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("twofold-none-");
        (await TwofoldProcess.RunAsync("train", folder.FullName, "--samples", "look", "--creator", "none", "--quiet")).IsAMistake("--samples", "--creator none");
        folder.Delete();
    }

    [Fact]
    public async Task A_mirror_for_networks_that_are_not_trained_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("twofold-none-");
        (await TwofoldProcess.RunAsync("compare", folder.FullName, "--no-mirror", "--quiet")).IsAMistake("--no-mirror", "without --minutes");
        folder.Delete();
    }

    [Fact]
    public async Task A_device_that_is_none_names_the_devices() =>
        (await TwofoldProcess.RunAsync("train", "photos", "--device", "gpu")).IsAMistake("'gpu'", "auto or cpu or cuda");

    [Fact]
    public async Task A_choice_that_is_none_names_the_choices() =>
        (await TwofoldProcess.RunAsync("train", "photos", "--creator", "gna")).IsAMistake("'gna'", "auto or gan or flow or none", "did you mean 'gan'?");

    [Fact]
    public async Task Two_ways_to_sort_at_once_are_refused() =>
        (await TwofoldProcess.RunAsync("sort", "holiday", "--with", "x", "--into", "y", "--move", "--hardlink")).IsAMistake("--move and --hardlink");

    [Fact]
    public async Task A_model_file_that_is_not_there_is_named() =>
        (await TwofoldProcess.RunAsync("info", "nowhere.twofold")).IsAMistake("nowhere.twofold");

    [Fact]
    public async Task A_backbone_that_nobody_knows_gets_the_known_names() =>
        (await TwofoldProcess.RunAsync("backbone", "add", "alexnet")).IsAMistake("'alexnet'", "mobilenetv2");
}
