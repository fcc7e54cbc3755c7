namespace Twofold.Tables;

/// <summary>A table as numbers that a discriminative model can take: finite dense columns and, of texts, sparse ones after them.</summary>
/// <param name="Dense">Numbers and categories, <c>[rows, dense columns]</c>; without columns where there are only texts.</param>
/// <param name="Sparse">Counts of words, <c>[rows, sparse columns]</c>; null where there is no text.</param>
sealed record EncodedTable(Table Dense, SparseRows? Sparse);
