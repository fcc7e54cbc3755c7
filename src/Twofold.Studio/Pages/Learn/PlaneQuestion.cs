namespace Twofold.Studio;

/// <summary>What is to be learned from, by which two models.</summary>
/// <param name="Points">The points.</param>
/// <param name="Discriminative">One of <see cref="PlaneModels.Discriminative"/>, by its name.</param>
/// <param name="Generative">One of <see cref="PlaneModels.Generative"/>, by its name.</param>
/// <param name="Preset">The world that the points were drawn from, which new points then judge the models; null where nobody knows it.</param>
sealed record PlaneQuestion(PlanePoints Points, string Discriminative, string Generative, string? Preset = null);

/// <summary>What is asked of both models all over a part of the plane.</summary>
/// <param name="Question">What they learn from.</param>
/// <param name="Reach">The part of the plane: from −Reach to Reach, both ways.</param>
/// <param name="Cells">So many cells each way, 2 to 256.</param>
/// <param name="Prior">Weights of the labels to put in place of the learned prior; null for the learned one.</param>
/// <param name="Hidden">The coordinate that the models do not get to see, "x" or "y"; null for none.</param>
sealed record PlaneFieldsRequest(PlaneQuestion Question, double Reach, int Cells, IReadOnlyList<double>? Prior = null, string? Hidden = null);

/// <summary>A point that both models are asked about; a coordinate that is null is hidden from them.</summary>
/// <param name="Question">What they learn from.</param>
/// <param name="X">The first coordinate.</param>
/// <param name="Y">The second coordinate.</param>
/// <param name="Prior">Weights of the labels to put in place of the learned prior; null for the learned one.</param>
sealed record PlanePointRequest(PlaneQuestion Question, double? X, double? Y, IReadOnlyList<double>? Prior = null);

/// <summary>New points that are asked of the generative model.</summary>
/// <param name="Question">What it learns from.</param>
/// <param name="Count">How many, 1 to 2000.</param>
/// <param name="Seed">The same seed makes the same points.</param>
/// <param name="Prior">Weights of the labels to put in place of the learned prior; null for the learned one.</param>
sealed record PlaneMakingRequest(PlaneQuestion Question, int Count, ulong Seed, IReadOnlyList<double>? Prior = null);
