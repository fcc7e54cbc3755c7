using System.Text;

namespace Twofold.Tables.Reading.Tests;

/// <summary>A folder of files that is gone with the test.</summary>
sealed class ScratchFolder : IDisposable
{
    readonly string path = Directory.CreateTempSubdirectory("twofold-tables-").FullName;

    public string this[string name] => Path.Combine(path, name);

    /// <summary>Writes a file of text; gives its path.</summary>
    public string Write(string name, string text, Encoding? encoding = null)
    {
        File.WriteAllText(this[name], text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return this[name];
    }

    /// <summary>Reads a file of text as a table.</summary>
    public TableFile Read(string name, string text, TableReadOptions? options = null) => TableReader.Read(Write(name, text), options);

    /// <summary>The sentence with which such a file is refused.</summary>
    public string Refusal(string name, string text, TableReadOptions? options = null)
    {
        var message = Assert.Throws<TwofoldException>(() => Read(name, text, options)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains(name, message);
        return message;
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
