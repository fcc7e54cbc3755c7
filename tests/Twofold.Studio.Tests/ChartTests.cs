namespace Twofold.Studio.Tests;

public sealed class ChartTests(StudioFixture studio)
{
    [Fact]
    public async Task A_curve_has_as_many_points_as_were_measured()
    {
        var page = await studio.OpenAsync("/tables");

        var drawn = await page.EvaluateAsync<string>(
            """
            async () => {
                const { Chart } = await import('/frame/chart.js');
                const chart = new Chart('s');
                document.querySelector('main').append(chart.element);
                for (let i = 0; i < 300000; i++)
                    chart.add(i, { loss: 1 / (i + 1) });
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                return chart.element.querySelector('svg').getAttribute('aria-label');
            }
            """);

        Assert.Equal("Curves over s; now loss 0.000003333", drawn);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_curve_of_work_that_is_gone_on_with_does_not_turn_back()
    {
        var page = await studio.OpenAsync("/tables");

        var drawn = await page.EvaluateAsync<string>(
            """
            async () => {
                const { Chart } = await import('/frame/chart.js');
                const chart = new Chart('s');
                document.querySelector('main').append(chart.element);
                for (const seconds of [0, 6, 10, 0, 5])
                    chart.add(seconds, { loss: 1 / (seconds + 1) });
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                const points = chart.element.querySelector('polyline').getAttribute('points').split(' ').map(point => Number(point.split(',')[0]));
                return `${points.every((x, i) => i === 0 || x >= points[i - 1])} ${[...chart.element.querySelectorAll('text')].at(-1).textContent}`;
            }
            """);

        Assert.Equal("true 15 s", drawn);
        await page.Context.CloseAsync();
    }
}
