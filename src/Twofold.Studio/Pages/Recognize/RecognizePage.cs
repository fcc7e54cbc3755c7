using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>Where a recognizer is taught, asked, and put to sorting.</summary>
static class RecognizePage
{
    public static StudioPage Page { get; } = new("Recognize", "Teach it labels and sort photos")
    {
        Services = services =>
        {
            services.AddJob<SurveyJob>();
            services.AddJob<PhotoTrainingJob>();
            services.AddJob<BoardJob>();
            services.AddJob<ApplyJob>();
            services.AddJob<UndoJob>();
            services.AddBoards();
            services.AddSingleton<AskedPhotos>();
            services.AddHostedService(provider => provider.GetRequiredService<AskedPhotos>());
        },
        Endpoints = api =>
        {
            api.MapRecognize();
            api.MapBoards();
        },
    };
}
