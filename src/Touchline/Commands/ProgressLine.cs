using System.Diagnostics;
using Touchline.Jobs;

namespace Touchline.Commands;

/// <summary>
/// One line on a terminal that says how far long work is, at most ten times a second. Silent when standard error is no terminal, unless the program is a job of another one, which is told by
/// lines of its own.
/// </summary>
internal sealed class ProgressLine(string what) : IDisposable
{
    private const double SecondsBetween = 0.1;
    private const int BarWidth = 24;

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _lastSeconds;
    private bool _shown;

    public double Seconds => _watch.Elapsed.TotalSeconds;

    /// <param name="share">0 to 1.</param>
    public void Show(double share, long rows) => Show(share, $"{rows / Seconds / 1e6,6:0.00} M rows/s");

    /// <param name="share">0 to 1.</param>
    /// <param name="pace">How fast it goes, or how far it is.</param>
    public void Show(double share, string pace)
    {
        double seconds = Seconds;
        if ((!_isTerminal && !JobChild.IsOne) || seconds - _lastSeconds < SecondsBetween)
            return;
        _lastSeconds = seconds;
        share = Math.Clamp(share, 0, 1);
        if (JobChild.IsOne)
        {
            JobChild.Tell(share);
            return;
        }

        _shown = true;
        int full = (int)(share * BarWidth);
        string left = share > 0.02 ? $"{seconds / share * (1 - share):0} s left" : "";
        Console.Error.Write(
            $"\r{what} [{new string('#', full)}{new string('.', BarWidth - full)}] {share * 100,3:0} %  {pace}  {left}\u001b[K");
    }

    /// <summary>Makes room for another line; the next <see cref="Show"/> brings it back.</summary>
    public void Clear()
    {
        if (_shown)
            Console.Error.Write("\r\u001b[K");
        _shown = false;
    }

    public void Dispose() => Clear();
}
