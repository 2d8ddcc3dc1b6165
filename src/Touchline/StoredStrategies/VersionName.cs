using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Touchline.StoredStrategies;

/// <summary>
/// What a version of a strategy's code is called in commands and journals: its number in the store and the beginning of its code's SHA-256, e.g. <c>3-5f2c9d01ab34</c>; of a FILE.cs <c>file-5f2c9d01ab34</c>; in a thread of its own <c>3-5f2c9d01ab34-own</c>, in a process <c>3-5f2c9d01ab34-process</c>. One name never
/// means two codes.
/// </summary>
internal static class VersionName
{
    /// <summary>What comes with the program.</summary>
    public const string BuiltIn = "built-in";

    private const int HashDigits = 12;
    private const string OfFile = "file";
    private const string Beside = ".V";
    private const string OwnThread = "-own";
    private const string OwnProcess = "-process";

    /// <summary>It has no code of its own.</summary>
    public static bool IsBuiltIn(string version) => version is "" or BuiltIn;

    public static string Of(StoredStrategy strategy) => Of(strategy.Version, strategy.CodeHash) + strategy.Thread switch
    {
        StrategyThread.Own => OwnThread,
        StrategyThread.Process => OwnProcess,
        _ => "",
    };

    /// <summary>It runs in a thread or process of its own: its code isn't called by the engine, and what it asked for stands in journals.</summary>
    public static bool IsElsewhere(string version) => version.EndsWith(OwnThread, StringComparison.Ordinal) || IsInProcess(version);

    public static bool IsInProcess(string version) => version.EndsWith(OwnProcess, StringComparison.Ordinal);

    /// <param name="hash">Of its code, in hexadecimal digits.</param>
    public static string Of(int number, string hash) => $"{number}-{hash[..HashDigits]}";

    /// <summary>What the place of a version is called that runs beside others of its strategy, e.g. <c>mm.V2</c>; no id of a strategy has capitals.</summary>
    public static string PlaceOf(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{id}{Beside}{number}");

    /// <summary>Whose place it is: its own name, or of a version beside others the strategy's.</summary>
    public static string IdOf(string place) =>
        place.LastIndexOf(Beside, StringComparison.Ordinal) is > 0 and var at && place.Length > at + Beside.Length && place.AsSpan(at + Beside.Length).IndexOfAnyExceptInRange('0', '9') < 0 ? place[..at] : place;

    public static string OfFileText(string text) => $"{OfFile}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits]}";

    /// <summary>What a copy of the code is called in a journal's folder, behind the session's number.</summary>
    /// <param name="extension">With the dot.</param>
    public static string FileOf(string version, string extension) => $"code-{version[(version.IndexOf('-', StringComparison.Ordinal) + 1)..]}{extension}";
}
