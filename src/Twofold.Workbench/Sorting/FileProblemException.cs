namespace Twofold.Workbench;

/// <summary>One file cannot be sorted or taken back; the others can. The message is a sentence for the person.</summary>
sealed class FileProblemException(string message, Exception? cause = null) : Exception(message, cause);
