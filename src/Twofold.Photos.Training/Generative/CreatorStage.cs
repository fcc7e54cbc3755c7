using Twofold.Photos.Onnx;

namespace Twofold.Photos.Training;

/// <summary>The second stage of a training: learns to create, where there is one through the recognizer's eyes.</summary>
/// <param name="context">What every stage is given.</param>
/// <param name="plan">How the time is divided.</param>
/// <param name="samples">Where a person sees it learn; null where nobody looks.</param>
sealed class CreatorStage(TrainingContext context, TrainingPlan plan, TrainingSamples? samples)
{
    readonly PhotoPairOptions options = context.Options;

    /// <summary>Why there is no creator, where its training failed; null where it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Trains the creator.</summary>
    /// <param name="read">The photos.</param>
    /// <param name="photos">Which of them it learns from.</param>
    /// <param name="recognizer">Whose eyes its critic may look through.</param>
    /// <returns>The creator; null where it was cancelled before there was any, or failed.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before there was any, and there is one label.</exception>
    /// <exception cref="TwofoldException">It failed, and there is one label.</exception>
    public TrainedCreator? Train(ReadPhotos read, CreatorPhotos photos, TrainedRecognizer recognizer)
    {
        var pictures = read.Pictures(photos.Training);
        var labels = read.Encoding.Labels;
        try
        {
            using var teacher = plan.Teacher != CreatorTeacher.None ? Teacher(pictures.Smaller(pictures.Size / plan.Recipe.TrainedSize(pictures.Size)), recognizer) : null;
            using var judge = plan.ComparesCheckpoints && photos.KeptAside.Length > 0 ? Judge(read, photos.KeptAside, recognizer, labels) : null;
            var start = context.Unfinished.Creator;
            CreatorTrainer kind = plan.Creator == CreatorChoice.Flow ? new FlowTrainer() : new GanTrainer { Recipe = plan.Recipe, Teacher = teacher };
            var trainer = kind with
            {
                Budget = plan.CreatorBudget(context.Unfinished.Elapsed, spent: TimeSpan.FromSeconds(start is null ? 0 : start.Course.Seconds + start.Course.SecondsBefore)),
                Steps = options.Steps,
                Seed = options.Seed,
                Mirror = options.Mirror,
                Start = start,
                Keep = context.Unfinished.Keep,
                TimeBetweenStates = options.TimeBetweenStates,
                TimeBetweenSamples = options.TimeBetweenSamples,
                Distance = judge is null ? null : judge.Distance,
                Show = samples is null ? null : trained => samples.Add(trained, labels),
            };
            return trainer.Train(pictures, context.Progress, context.Cancellation);
        }
        catch (OperationCanceledException) when (!plan.IsOfOneLabel)
        {
            // There is a recognizer to keep; one that says the same of everything is none.
            return null;
        }
        catch (TwofoldException exception) when (!plan.IsOfOneLabel)
        {
            Trouble = $"The model recognizes and creates nothing, because that could not be learned: {exception.Message}";
            return null;
        }
    }

    CheckpointJudge Judge(ReadPhotos read, int[] keptAside, TrainedRecognizer recognizer, IReadOnlyList<string> labels)
    {
        var stride = (keptAside.Length + plan.ScoredPictures - 1) / plan.ScoredPictures;
        var extractor = new FeatureExtractor(PhotoNetwork.Open(recognizer.Onnx), recognizer.Preparation);
        return new CheckpointJudge(extractor, labels, read.Featured([.. keptAside.Where((_, i) => i % stride == 0)], recognizer, extractor), ~options.Seed); // Not of the pictures that are scored in the end.
    }

    ITeacher Teacher(SmallPictures pictures, TrainedRecognizer recognizer)
    {
        if (plan.Teacher == CreatorTeacher.Recognizer && !recognizer.IsFromScratch)
            return BackboneTeacher.Read(recognizer.TeacherOnnx, pictures.Size, ComputePrecision.Fastest);
        if (plan.Teacher == CreatorTeacher.Recognizer)
            return ScratchTeacher.Read(recognizer.TeacherOnnx, pictures.Size, ComputePrecision.Fastest);
        if (context.Unfinished.Teacher is not { } onnx)
        {
            var none = new SmallPictures(pictures.Size, [], [], pictures.LabelCount);
            onnx = context.Scratch("Learning to teach", plan.TeacherBudget(context.Unfinished.Elapsed)).Train(pictures, none, context.Progress, context.Cancellation).Onnx;
            if (!context.IsStopped)
                context.Unfinished.AddTeacher(onnx);
        }

        return ScratchTeacher.Read(onnx, pictures.Size, ComputePrecision.Fastest);
    }
}
