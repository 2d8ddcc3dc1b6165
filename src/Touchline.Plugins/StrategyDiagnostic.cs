namespace Touchline.Plugins;

/// <summary>How bad it is.</summary>
public enum DiagnosticLevel
{
    /// <summary>It compiles all the same.</summary>
    Warning = 0,

    /// <summary>It doesn't compile.</summary>
    Error = 1,
}

/// <summary>What is wrong with a strategy's source, and where.</summary>
/// <param name="Line">From 1; 0 where it is of the whole file.</param>
/// <param name="Column">From 1; 0 where it is of the whole file.</param>
/// <param name="EndLine">Where it ends.</param>
/// <param name="EndColumn">Behind its last character.</param>
/// <param name="Code">The compiler's, such as <c>CS0029</c>, <c>-Wunused-variable</c> or <c>E0425</c>, or one of this program's, <c>TL0001</c> and on.</param>
public sealed record StrategyDiagnostic(int Line, int Column, int EndLine, int EndColumn, DiagnosticLevel Level, string Code, string Message)
{
    /// <summary>A name that isn't for strategies.</summary>
    public const string ForbiddenName = "TL0001";

    /// <summary>Nested too deep.</summary>
    public const string TooDeep = "TL0002";

    /// <summary>Not exactly one strategy that can be made.</summary>
    public const string NotOneStrategy = "TL0003";

    /// <summary>It compiles, and can't be loaded or made.</summary>
    public const string NotMade = "TL0004";

    /// <summary>A native compiler's, which gave no code of its own.</summary>
    public const string Native = "TL0005";

    /// <summary>It doesn't compile.</summary>
    public bool IsError => Level == DiagnosticLevel.Error;

    /// <summary>As a line of text: <c>quoter.cs(5,17): CS0029: …</c>.</summary>
    /// <param name="path">What the user calls the file.</param>
    public string ToLine(string path)
    {
        string place = Line == 0 ? path : $"{path}({Line},{Column})";
        string code = Code.StartsWith("TL", StringComparison.Ordinal) ? "" : $"{Code}: ";
        return $"{place}: {code}{Message}";
    }
}
