using System.Diagnostics;

namespace Touchline.Plugins;

/// <summary>What a plug-in's process prints: read so that it never waits, the newest of it kept to explain its end. Two threads of its own.</summary>
internal sealed class PluginOutput
{
    private const int MostChars = 2_000;

    // A grandchild may hold the pipes open.
    private const int MostWaitMs = 200;

    private readonly char[] _kept = new char[MostChars];
    private readonly Thread[] _readers;
    private long _count;

    public PluginOutput(Process process)
    {
        _readers = [Reader(process.StandardOutput), Reader(process.StandardError)];
        foreach (Thread reader in _readers)
            reader.Start();
    }

    /// <summary>Behind a sentence; empty when it said nothing.</summary>
    public string Said
    {
        get
        {
            lock (_kept)
            {
                long from = Math.Max(0, _count - MostChars);
                string text = string.Create((int)(_count - from), (_kept, from), static (span, s) =>
                {
                    for (int i = 0; i < span.Length; i++)
                        span[i] = s._kept[(s.from + i) % MostChars];
                });
                return string.IsNullOrWhiteSpace(text) ? "" : $"; it said: {text.Trim()}";
            }
        }
    }

    /// <summary>After the process has ended.</summary>
    public void WaitForEnd()
    {
        foreach (Thread reader in _readers)
            reader.Join(MostWaitMs);
    }

    private Thread Reader(StreamReader from) => new(() => Read(from)) { IsBackground = true, Name = "plug-in output" };

    private void Read(StreamReader from)
    {
        char[] buffer = new char[256];
        try
        {
            while (from.Read(buffer) is > 0 and int count)
            {
                lock (_kept)
                {
                    foreach (char c in buffer.AsSpan(0, count))
                        _kept[_count++ % MostChars] = char.IsControl(c) && c != '\n' ? ' ' : c;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was ended while its output was read.
        }
    }
}
