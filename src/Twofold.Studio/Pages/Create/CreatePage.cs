using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>Where a creator makes pictures, and one looks at how new and how real they are.</summary>
static class CreatePage
{
    public static StudioPage Page { get; } = new("Create", "Make pictures that are new")
    {
        Services = services =>
        {
            services.AddJob<PicturesJob>();
            services.AddSingleton<MadePictures>();
            services.AddSingleton<Games>();
        },
        Endpoints = api =>
        {
            api.MapCreate();
            api.MapGames();
        },
    };
}
