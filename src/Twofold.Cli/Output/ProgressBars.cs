using Spectre.Console;
using Spectre.Console.Rendering;

namespace Twofold.Cli;

/// <summary>Progress on a terminal: a bar for each stage, with what is done and the time left.</summary>
sealed class ProgressBars : IProgress<WorkProgress>
{
    readonly ProgressContext context;
    readonly Lock reporting = new();
    ProgressTask? bar;
    string? stage;

    ProgressBars(ProgressContext context) => this.context = context;

    public static Task<T> RunAsync<T>(Func<IProgress<WorkProgress>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            // https://no-color.org: set and not empty.
            ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DoneColumn(), new TimeLeftColumn())
            .StartAsync(context => work(new ProgressBars(context)));
    }

    public void Report(WorkProgress value)
    {
        lock (reporting)
        {
            if (value.Stage != stage)
            {
                bar?.StopTask();
                stage = value.Stage;
                bar = context.AddTask(value.Stage.EscapeMarkup());
            }

            bar!.IsIndeterminate = value.Total is null;
            bar.MaxValue = value.Total ?? double.MaxValue;
            bar.Value = value.Done;
            bar.Tag = value;
        }
    }

    sealed class DoneColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag is WorkProgress report ? Amount.Of(report) : "", Style.Plain).Overflow(Overflow.Ellipsis);
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
