using System.Runtime;
using System.Runtime.InteropServices;

namespace Touchline.Live;

/// <summary>Where facts about the machine come from.</summary>
internal sealed record MachineFacts
{
    // Of struct timex of a 64-bit Linux; its status stands behind the first six numbers.
    private const int TimexBytes = 208, StatusAt = 40, Unsynchronised = 0x40;

    // More than any of the files has that are read.
    private const int MostBytes = 1 << 16;

    /// <summary>Below which the system's files are.</summary>
    public string Root { get; init; } = "/";

    public required int Cores { get; init; }

    /// <summary>That this process may use.</summary>
    public required long MemoryBytes { get; init; }

    public required bool IsServerGc { get; init; }

    public required bool IsConcurrentGc { get; init; }

    /// <summary>Whether something keeps the clock in step; null: nobody says.</summary>
    public required Func<bool?> IsClockInStep { get; init; }

    public static MachineFacts Current() => new()
    {
        Cores = Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        IsServerGc = GCSettings.IsServerGC,
        IsConcurrentGc = GCSettings.LatencyMode == GCLatencyMode.Interactive,
        IsClockInStep = AskClock,
    };

    /// <summary>Null: it isn't there, or can't be read.</summary>
    public string? Read(string path)
    {
        try
        {
            using var stream = new FileStream(Under(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[MostBytes];
            return System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Names of the folders in a folder; none where it isn't there.</summary>
    public IReadOnlyList<string> Folders(string path)
    {
        try
        {
            return [.. Directory.GetDirectories(Under(path)).Select(f => Path.GetFileName(f))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string Under(string path) => Path.Combine(Root, path.TrimStart('/'));

    private static bool? AskClock()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        try
        {
            byte[] time = new byte[TimexBytes];
            return AdjustTime(time) < 0 ? null : (BitConverter.ToInt32(time, StatusAt) & Unsynchronised) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    // Without a mode in it nothing is adjusted: it only tells.
    [DllImport("libc", EntryPoint = "adjtimex")]
    private static extern int AdjustTime([In, Out] byte[] time);
}
