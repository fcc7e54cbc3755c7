namespace Twofold.Photos.Training;

/// <summary>The numbers of a network in training, and copies of them: their average over late steps, the best of those that were looked at, and where training would return to.</summary>
sealed class ValuesInTraining
{
    readonly NetworkValues values, safe, safeAverage;

    /// <summary>Begins with copies as the numbers are, which live in the present scope.</summary>
    public ValuesInTraining(NetworkValues values)
    {
        this.values = values;
        (Average, Best, safe, safeAverage) = (values.Copy(), values.Copy(), values.Copy(), values.Copy());
    }

    /// <summary>The moving average.</summary>
    public NetworkValues Average { get; }

    /// <summary>The average when <see cref="KeepAsBest"/> was called.</summary>
    public NetworkValues Best { get; }

    /// <summary>Whether the numbers and their average are finite.</summary>
    public bool AreFinite => Average.AreFinite() && values.AreFinite();

    /// <summary>Moves the average after a step.</summary>
    /// <param name="share">By which share of the way to the numbers.</param>
    public void MoveAverage(double share) => Average.Approach(values, share);

    /// <summary>The average reads better than what was the best until now.</summary>
    public void KeepAsBest() => Best.CopyFrom(Average);

    /// <summary>This is where training would return to.</summary>
    public void KeepAsSafe()
    {
        safe.CopyFrom(values);
        safeAverage.CopyFrom(Average);
    }

    /// <summary>Returns to where <see cref="KeepAsSafe"/> was called.</summary>
    public void Return()
    {
        values.CopyFrom(safe);
        Average.CopyFrom(safeAverage);
    }

    /// <summary>Adds all that training needs to go on.</summary>
    public void AddTo(SafeTensors tensors)
    {
        values.AddTo(tensors, "network");
        Average.AddTo(tensors, "average");
        Best.AddTo(tensors, "best");
    }

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of another network.</exception>
    public void Load(SafeTensors tensors)
    {
        values.Load(tensors, "network");
        Average.Load(tensors, "average");
        Best.Load(tensors, "best");
        KeepAsSafe();
    }
}
