namespace Touchline.Live;

internal enum Verdict
{
    Ok,

    /// <summary>There is no telling here.</summary>
    Unknown,

    /// <summary>It goes, but not as well as it should.</summary>
    Warn,

    /// <summary>It doesn't go.</summary>
    Fail,
}

/// <summary>What a look at one thing gave.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do about it; null where nothing is to be done.</param>
internal sealed record DoctorCheck(string Name, Verdict Verdict, string Text, string? Fix = null)
{
    public static DoctorCheck Ok(string name, string text) => new(name, Verdict.Ok, text);

    public static DoctorCheck Warn(string name, string text, string fix) => new(name, Verdict.Warn, text, fix);

    public static DoctorCheck Fail(string name, string text, string fix) => new(name, Verdict.Fail, text, fix);
}
