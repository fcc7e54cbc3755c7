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
}
