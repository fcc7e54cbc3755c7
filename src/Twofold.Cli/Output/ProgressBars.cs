using Spectre.Console;
using Spectre.Console.Rendering;

namespace Twofold.Cli;

/// <summary>Progress on a terminal: a bar for each stage, with what is done and the time left.</summary>
sealed class ProgressBars : IProgress<WorkProgress>
{
    readonly IAnsiConsole console;
    readonly ProgressContext context;
    readonly Lock reporting = new();
    ProgressTask? bar;
    string? stage;

    ProgressBars(IAnsiConsole console, ProgressContext context) => (this.console, this.context) = (console, context);

    public static Task<T> RunAsync<T>(Func<IProgress<WorkProgress>, Task<T>> work)
    {
        // Spectre.Console honors NO_COLOR by itself.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DoneColumn(), new TimeLeftColumn())
            .StartAsync(async context =>
            {
                var bars = new ProgressBars(console, context);
                var result = await work(bars);
                bars.bar?.StopTask();
                return result;
            });
    }

    public void Report(WorkProgress value)
    {
        lock (reporting)
        {
            if (value is { Unit: "", Remark: { } remark })
            {
                // Something to read, such as the plan: it stays above the bars.
                console.WriteLine(Screen.Legible($"{value.Stage}: {remark}"));
                return;
            }

            if (bar is null || value.Stage != stage)
            {
                bar?.StopTask();
                stage = value.Stage;
                bar = context.AddTask(Screen.Legible(value.Stage).EscapeMarkup());
            }

            bar.IsIndeterminate = value.Total is null;
            bar.MaxValue = value.Total ?? double.MaxValue;
            bar.Value = value.Done;
            bar.Tag = value;
        }
    }

    sealed class DoneColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag is WorkProgress report ? Screen.Legible(Amount.Of(report)) : "", Style.Plain).Overflow(Overflow.Ellipsis);
    }

    sealed class TimeLeftColumn : ProgressColumn
    {
        // The time so far, scaled to what is left: steadier than the latest speed, and right for stages that are bounded by time.
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => (task.Tag, task.ElapsedTime) switch
        {
            (_, { } elapsed) when task.IsFinished || task.StopTime is not null => new Text(Amount.Of(elapsed)),
            (WorkProgress { Total: { } total, Done: > 0 and var done }, { TotalSeconds: > 1 } elapsed) when done < total => new Text($"{Amount.Of(elapsed * ((total - done) / done))} left"),
            _ => Text.Empty,
        };
    }
}
