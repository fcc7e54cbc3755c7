using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>Where one understands the two kinds of models by playing with them.</summary>
static class LearnPage
{
    public static StudioPage Page { get; } = new("Learn", "Play with the two kinds of models")
    {
        Services = services => services.AddSingleton<PlanePairs>().AddSingleton<PictureLesson>(),
        Endpoints = api =>
        {
            api.MapPlane();
            api.MapPictureLesson();
        },
    };
}
