namespace Twofold;

/// <summary>Where what belongs to a person and not to a project is kept: installed backbones, the studio's state.</summary>
public static class UserFolder
{
    /// <summary>The environment variable that names another folder for the user's data.</summary>
    public const string Variable = "TWOFOLD_HOME";

    /// <summary>
    /// A folder in <see cref="Variable"/>, else in <c>twofold</c> in the user's data folder (<c>XDG_DATA_HOME</c>,
    /// <c>~/Library/Application Support</c>, <c>%LOCALAPPDATA%</c>); null where there is none. It is not made.
    /// </summary>
    /// <param name="name">The folder's name, such as "backbones".</param>
    public static string? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } stated)
            return Path.Combine(stated, name);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0 ? Path.Combine(data, "twofold", name) : null;
    }

    /// <summary>As <see cref="Find"/>, where it has to be there.</summary>
    /// <exception cref="TwofoldException">There is no folder for the user's data.</exception>
    public static string Require(string name) =>
        Find(name) ?? throw new TwofoldException($"There is no folder for the user's data: set {Variable} to one.");
}
