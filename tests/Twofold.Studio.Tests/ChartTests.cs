namespace Twofold.Studio.Tests;

public sealed class ChartTests(StudioFixture studio)
{
    [Fact]
    public async Task A_curve_has_as_many_points_as_were_measured() => Assert.Equal("Curves over s; now loss 0.000003333", await DrawnAsync(
        "Array.from({ length: 300000 }, (_, i) => i)",
        "chart.element.querySelector('svg').getAttribute('aria-label')"));

    [Fact]
    public async Task A_curve_of_work_that_is_gone_on_with_does_not_turn_back() => Assert.Equal("true 15 s", await DrawnAsync(
        "[0, 6, 10, 0, 5]",
        """
        (() => {
            const points = chart.element.querySelector('polyline').getAttribute('points').split(' ').map(point => Number(point.split(',')[0]));
            return `${points.every((x, i) => i === 0 || x >= points[i - 1])} ${[...chart.element.querySelectorAll('text')].at(-1).textContent}`;
        })()
        """));

    /// <summary>What is seen of a chart in a page.</summary>
    /// <param name="seconds">When the loss was told, an expression.</param>
    /// <param name="seen">What is asked of the chart, an expression.</param>
    async Task<string> DrawnAsync(string seconds, string seen)
    {
        var page = await studio.OpenAsync("/tables");
        var drawn = await page.EvaluateAsync<string>(
            $$"""
            async () => {
                const { Chart } = await import('/frame/chart.js');
                const chart = new Chart('s');
                document.querySelector('main').append(chart.element);
                for (const at of {{seconds}})
                    chart.add(at, { loss: 1 / (at + 1) });
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                return {{seen}};
            }
            """);
        await page.Context.CloseAsync();
        return drawn;
    }
}
