using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twofold.Photos.Training;

/// <summary>
/// What a training has learned until now, in a file, so that it can go on after a power cut as after a Ctrl-C: the networks that are finished, the
/// creator with all that its optimizers remember, and the time that was spent. The file is written as a whole or not at all, with checksums.
/// </summary>
sealed partial class UnfinishedTraining
{
    const string CoursePart = "course.json", NetworkPart = "network.onnx", HeadPart = "head.safetensors", TeacherPart = "teacher.onnx", RecognizerPart = "recognizer.safetensors", CreatorPart = "creator.safetensors";

    readonly string? path;
    readonly TimeSpan least;
    readonly Stopwatch clock = Stopwatch.StartNew();
    readonly TimeSpan before;
    readonly Dictionary<string, byte[]> parts;
    Course course;

    UnfinishedTraining(PhotoPairOptions options, Course course, Dictionary<string, byte[]> parts)
    {
        // A training of less than this is begun anew sooner than its file is found and deleted.
        (path, least) = (options.Unfinished, options.TimeBetweenStates);
        (this.course, this.parts, before) = (course, parts, TimeSpan.FromSeconds(course.Seconds));
    }

    /// <summary>The time spent since the first beginning, pauses left out.</summary>
    public TimeSpan Elapsed => before + clock.Elapsed;

    /// <summary>Whether this is an earlier training that goes on.</summary>
    public bool GoesOn => before > TimeSpan.Zero;

    /// <summary>The creator's state; null where it has not begun.</summary>
    public CreatorState? Creator => course.Creator is { } creator ? new CreatorState(creator, parts[CreatorPart]) : null;

    /// <summary>The state of the network that learns to recognize, from scratch or fine-tuned; null where it has not begun, or is done.</summary>
    public RecognizerState? Recognizer => course.Recognizer is { } recognizer ? new RecognizerState(recognizer, parts[RecognizerPart]) : null;

    /// <summary>The network that teaches the creator; null where there is none yet.</summary>
    public byte[]? Teacher => parts.GetValueOrDefault(TeacherPart);

    /// <summary>Why the file could not be written the last time; null where it could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Begins a training, or goes on with one, as the options say.</summary>
    /// <exception cref="TwofoldException">There is none to go on with, its file is damaged, its options were others, or one is there that a new one would replace.</exception>
    public static UnfinishedTraining Open(PhotoPairOptions options)
    {
        var asked = Asked.Of(options);
        if (!options.Resume)
        {
            if (File.Exists(options.Unfinished))
                throw new TwofoldException($"'{options.Unfinished}' is an unfinished training: go on with it by '--resume', or delete it to begin anew.");
            return new UnfinishedTraining(options, new Course { Asked = asked }, []);
        }

        if (!File.Exists(options.Unfinished))
            throw new TwofoldException($"There is no unfinished training '{options.Unfinished}' to go on with: one is kept there after a minute of training. Begin one without '--resume'.");
        var parts = new Dictionary<string, byte[]>(ModelArchive.Read(options.Unfinished));
        var course = Read(options.Unfinished, parts);
        if (course.Asked != asked)
            throw new TwofoldException($"The unfinished training '{options.Unfinished}' was begun with other options: {course.Asked.Describe()}; now they are {asked.Describe()}. Go on with the same ones; only the minutes may differ.");
        return new UnfinishedTraining(options, course, parts);
    }

    /// <summary>What was decided when the training began; null of a new one, and where its file does not say.</summary>
    public PlannedNetworks? Planned => GoesOn ? course.Planned : null;

    /// <summary>Keeps what is decided now, for when the training goes on.</summary>
    public void Plan(PlannedNetworks planned) => course = course with { Planned = planned };

    /// <summary>The backbone that a training stands on which goes on; what a new one was asked for.</summary>
    /// <param name="choice">What was asked for; <c>auto</c> is what it was when the training began, whatever was installed since.</param>
    /// <param name="largestShortSide">The shorter side of the largest photo, in pixels; 0 where it is not known.</param>
    /// <returns>It, made for these photos; null where there is to be none.</returns>
    /// <exception cref="TwofoldException">There is no such backbone, or it is another one than the training began with.</exception>
    public TrainingBackbone? ResolveBackbone(string choice, int largestShortSide)
    {
        var begun = Planned?.Backbone;
        var installed = BackboneResolver.Resolve(begun is not null && choice == BackboneResolver.Auto ? begun.Path ?? BackboneResolver.None : choice);
        var backbone = installed is null ? null : TrainingBackbone.Of(installed, begun?.LargestShortSide ?? largestShortSide); // If the photos are others now, that is said of them.
        if (begun is not null && begun.Sha256 != PlannedBackbone.Of(backbone).Sha256)
            throw new TwofoldException(
                $"The unfinished training '{path}' was begun {InWords(begun.Path)}, and is to go on {InWords(backbone?.Path)}{(begun.Path == backbone?.Path ? ", which is another one now" : "")}. Give the same one by '--backbone {begun.Path ?? BackboneResolver.None}', or delete the file and begin anew.");
        return backbone;

        static string InWords(string? backbone) => backbone is null ? "without a backbone" : $"on the backbone '{backbone}'";
    }

    /// <summary>Refuses to go on with other photos than those that it began with.</summary>
    /// <param name="fingerprint">What tells one set of photos from another.</param>
    /// <exception cref="TwofoldException">The photos are others.</exception>
    public void CheckPhotos(string fingerprint)
    {
        if (GoesOn && course.Fingerprint != fingerprint)
            throw new TwofoldException($"The unfinished training '{path}' was begun with other photos: some were added, removed or changed since. Put them back, or delete the file and begin anew.");
        course = course with { Fingerprint = fingerprint };
    }

    /// <summary>The network that has learned to recognize, from scratch or fine-tuned; null where there is none yet.</summary>
    public TrainedNetwork? Network()
    {
        if (course.Head is not { } head)
            return null;
        var tensors = SafeTensors.FromBytes(parts[HeadPart]);
        var (weights, biases) = (tensors.Read("weights", head.Labels, head.Features), tensors.Read("biases", head.Labels));
        var matrix = new float[head.Labels, head.Features];
        for (var i = 0; i < weights.Length; i++)
            matrix[i / head.Features, i % head.Features] = (float)weights[i];
        return new TrainedNetwork(parts[NetworkPart], matrix, Array.ConvertAll(biases, bias => (float)bias)) { History = [], Kept = head.Kept, Rollbacks = head.Rollbacks };
    }

    /// <summary>Keeps a network that has learned to recognize.</summary>
    public void Add(TrainedNetwork network)
    {
        var (labels, features) = (network.HeadWeights.GetLength(0), network.HeadWeights.GetLength(1));
        var tensors = new SafeTensors();
        tensors.Add("weights", [.. network.HeadWeights.Cast<float>()], labels, features);
        tensors.Add("biases", network.HeadBiases, labels);
        (parts[NetworkPart], parts[HeadPart]) = (network.Onnx, tensors.ToBytes());
        parts.Remove(RecognizerPart);
        course = course with { Recognizer = null, Head = new Head(labels, features, network.Kept, network.Rollbacks) };
        Write();
    }

    /// <summary>Keeps the network that teaches the creator.</summary>
    public void AddTeacher(byte[] onnx)
    {
        parts[TeacherPart] = onnx;
        Write();
    }

    /// <summary>Keeps the state of the network that learns to recognize.</summary>
    public void Keep(RecognizerState recognizer)
    {
        parts[RecognizerPart] = recognizer.Networks;
        course = course with { Recognizer = recognizer.Course };
        Write();
    }

    /// <summary>Keeps the creator's state.</summary>
    public void Keep(CreatorState creator)
    {
        parts[CreatorPart] = creator.Networks;
        course = course with { Creator = creator.Course };
        Write();
    }

    void Write()
    {
        if (path is null || Elapsed < least)
            return;
        course = course with { Seconds = Elapsed.TotalSeconds };
        parts[CoursePart] = JsonSerializer.SerializeToUtf8Bytes(course, CourseJson.Default.Course);
        try
        {
            ModelArchive.Write(path, parts);
            Trouble = null;
        }
        catch (TwofoldException exception)
        {
            // Training goes on where its insurance cannot be written: it may well end, or the disk have room again.
            Trouble = $"{exception.Message} The training could not have gone on from there after an interruption.";
        }
    }

    static Course Read(string path, Dictionary<string, byte[]> parts)
    {
        try
        {
            if (parts.TryGetValue(CoursePart, out var json) && JsonSerializer.Deserialize(json, CourseJson.Default.Course) is { } course
                && (course.Creator is null || parts.ContainsKey(CreatorPart))
                && (course.Recognizer is null || parts.ContainsKey(RecognizerPart))
                && (course.Head is null || (parts.ContainsKey(HeadPart) && parts.ContainsKey(NetworkPart))))
                return course;
        }
        catch (JsonException exception)
        {
            throw new TwofoldException($"'{path}' is no unfinished training that this version can go on with: {exception.Message}", exception);
        }

        throw new TwofoldException($"'{path}' is no unfinished training: give the file that '--resume' is about, or begin anew without it.");
    }

    /// <summary>What is kept beside the networks.</summary>
    internal sealed record Course
    {
        public required Asked Asked { get; init; }

        public string? Fingerprint { get; init; }

        public PlannedNetworks? Planned { get; init; }

        public double Seconds { get; init; }

        public Head? Head { get; init; }

        public RecognizerCourse? Recognizer { get; init; }

        public CreatorCourse? Creator { get; init; }
    }

    /// <summary>The head of a network that has learned to recognize, and the course of its training.</summary>
    internal sealed record Head(int Labels, int Features, RecognizerEvaluation Kept, int Rollbacks);

    /// <summary>The options that must not change in the middle.</summary>
    internal sealed record Asked(CreatorChoice Creator, ulong Seed, int? Steps, int? Size, bool TopUp, bool Mirror, bool Balanced = false)
    {
        public static Asked Of(PhotoPairOptions options) => new(options.Creator, options.Seed, options.Steps, options.Size, options.TopUp, options.Mirror, options.Balanced);

        public string Describe() =>
            $"creator {Creator.ToString().ToLowerInvariant()}, seed {Seed}, {(Steps is { } steps ? $"{steps} steps" : "steps by time")}, size {Size?.ToString(CultureInfo.InvariantCulture) ?? "by the photos"}{(TopUp ? ", topped up" : "")}{(Mirror ? "" : ", not mirrored")}{(Balanced ? ", balanced" : "")}";
    }

    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Course))]
    sealed partial class CourseJson : JsonSerializerContext;
}
