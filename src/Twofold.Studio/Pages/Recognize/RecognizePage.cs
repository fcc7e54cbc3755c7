namespace Twofold.Studio;

/// <summary>Where a recognizer is taught, asked, and put to sorting.</summary>
static class RecognizePage
{
    public static StudioPage Page { get; } = new("Recognize", "Teach it labels and sort photos");
}
