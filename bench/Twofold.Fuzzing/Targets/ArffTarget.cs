using System.Text;
using Twofold.Tables.Reading;

namespace Twofold.Fuzzing;

/// <summary>Tables in Weka's format, which our own code reads.</summary>
static class ArffTarget
{
    // Of this process alone, and gone with it where the system keeps temporary files in memory.
    static readonly string Path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("twofold-fuzzing-").FullName, "fuzzed.arff");

    static readonly string[] Seeds =
    [
        """
        % a comment
        @relation 'made up'
        @attribute size numeric
        @attribute 'the color' {gray, 'light brown', "b\"lack"}
        @attribute note string
        @attribute born date "yyyy-MM-dd"
        @data
        3.5, gray, 'it''s a cat', 2020-01-01
        ?, 'light brown', "a \\ dog", ?
        -1e9, ?, '?', 2021-02-03
        """,
        """
        @RELATION sparse
        @ATTRIBUTE a INTEGER
        @ATTRIBUTE b REAL [0,1]
        @ATTRIBUTE c {no,yes}
        @DATA
        {0 3, 2 yes}
        {}
        {1 0.5, 2 'yes'}
        """,
    ];

    public static FuzzTarget Arff { get; } = new("arff", Read, () => Seeds.Select((text, i) => ($"{i}.arff", Encoding.UTF8.GetBytes(text))));

    static void Read(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        var table = TableReader.Read(Path).Table;
        for (var i = 0; i < table.Count; i++)
            for (var j = 0; j < table.Columns; j++)
                if (table.Schema[j].Kind == Twofold.Tables.ColumnKind.Category && table[i, j] >= table.Schema[j].Values.Count)
                    throw new InvalidOperationException($"Cell {i}, {j} is category {table[i, j]} of {table.Schema[j].Values.Count}.");
    }
}
