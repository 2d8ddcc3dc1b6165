using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>
/// A child process for a strategy in C#: the program once more, spoken to by its standard input and output, without the program's environment and with a bound to its memory. It ends when its input does, however its parent ends.
/// </summary>
public sealed class StrategyProcess : IDisposable
{
    /// <summary>Bytes that the strategy's objects may take, with the garbage that isn't collected yet; more is an <see cref="OutOfMemoryException"/> there.</summary>
    public const long MostBytes = 512L << 20;

    /// <summary>What the program is started with to be it, behind <see cref="PluginChildHost.Verb"/>.</summary>
    public const string Argument = "--strategy";

    private const int FirstSignal = 128;
    private const int MostSaid = 300;
    private const int MostLines = 2;

    private readonly Process _process;
    private readonly FirstLines _said;

    /// <param name="program">How to start the program, without the verb.</param>
    /// <exception cref="IOException">It can't be started.</exception>
    public StrategyProcess(IReadOnlyList<string> program)
    {
        var info = new ProcessStartInfo(program[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[.. program.Skip(1), PluginChildHost.Verb, Argument])
            info.ArgumentList.Add(argument);
        ChildEnvironment.Clean(info);
        info.Environment["DOTNET_GCHeapHardLimit"] = MostBytes.ToString("x", CultureInfo.InvariantCulture);
        try
        {
            _process = Process.Start(info) ?? throw new IOException("its process didn't start");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new IOException($"its process can't be started: {e.Message}", e);
        }

        Id = _process.Id;
        _said = new FirstLines(_process.StandardError);
    }

    public Stream To => _process.StandardInput.BaseStream;

    public Stream From => _process.StandardOutput.BaseStream;

    public int Id { get; }

    /// <summary>How it ended, for people.</summary>
    public string How => _process.ExitCode > FirstSignal ? $"its process ended by signal {_process.ExitCode - FirstSignal}{_said.Text}" : $"its process ended with code {_process.ExitCode}{_said.Text}";

    /// <summary>At once, with what it started.</summary>
    public void Kill() => ProcessEnd.Kill(_process);

    /// <summary>Whether it has ended, after so long at most.</summary>
    public bool WaitForEnd(int ms)
    {
        if (!_process.WaitForExit(ms))
            return false;
        _said.WaitForEnd();
        return true;
    }

    public void Dispose() => _process.Dispose();

    /// <summary>The first two lines that a process says: what a runtime that ends tells first is why. All else is read away, so that it never waits.</summary>
    private sealed class FirstLines
    {
        // A grandchild may hold the pipe open.
        private const int MostWaitMs = 200;

        private readonly Thread _reader;
        private volatile string _text = "";

        public FirstLines(StreamReader from)
        {
            _reader = new Thread(() => Read(from)) { IsBackground = true, Name = "strategy process output" };
            _reader.Start();
        }

        /// <summary>Behind a sentence; empty when it said nothing.</summary>
        public string Text => _text.Length == 0 ? "" : $"; it said: {_text}";

        public void WaitForEnd() => _reader.Join(MostWaitMs);

        private void Read(StreamReader from)
        {
            var said = new StringBuilder();
            int lines = 0;
            char[] buffer = new char[256];
            try
            {
                while (from.Read(buffer) is > 0 and int count)
                {
                    for (int i = 0; i < count && lines < MostLines && said.Length < MostSaid; i++)
                    {
                        char c = char.IsControl(buffer[i]) ? ' ' : buffer[i];
                        // Of blanks one.
                        if (c != ' ' || (said.Length > 0 && said[^1] != ' '))
                            said.Append(c);
                        lines += buffer[i] == '\n' && said.Length > 0 ? 1 : 0;
                    }

                    _text = said.ToString().Trim();
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It was ended while its output was read.
            }
        }
    }
}
