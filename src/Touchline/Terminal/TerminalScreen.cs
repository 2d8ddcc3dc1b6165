using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Touchline.Terminal;

/// <summary>
/// The terminal's other screen, as long as it is open. Grids are drawn on a thread of their own, the newest there is: a terminal that takes
/// nothing (a slow line, a stopped output) holds up nobody. However the process ends, short of being killed, the user's own screen comes back.
/// </summary>
internal sealed class TerminalScreen : IDisposable
{
    // The other screen, no cursor, no line breaks at the edge; and back.
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private const string Leave = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly bool _hasColour;
    private readonly Stream _output;
    private readonly object _mail = new();
    private readonly object _writing = new();
    private readonly Thread _painter;
    private readonly List<PosixSignalRegistration> _signals = [];
    private CellGrid? _next;
    private CellGrid? _shown;
    private bool _isOver;
    private bool _isLeft;

    public TerminalScreen(bool hasColour)
    {
        _hasColour = hasColour;
        _output = Open();
        Console.Out.Flush(); // sets the terminal up where that is still to be done
        Send(Enter);
        AppDomain.CurrentDomain.ProcessExit += OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException += OnProcessEnd;
        if (!OperatingSystem.IsWindows())
        {
            Listen(PosixSignal.SIGQUIT, GiveBack);
            Listen(PosixSignal.SIGTSTP, () => Send(Leave));
            Listen(PosixSignal.SIGCONT, TakeAgain);
        }

        _painter = new Thread(Paint) { IsBackground = true, Name = "terminal" };
        _painter.Start();
    }

    /// <summary>To be drawn as soon as the terminal takes it, unless a newer one comes first. The grid belongs to the screen from here on.</summary>
    public void Show(CellGrid grid)
    {
        lock (_mail)
        {
            _next = grid;
            Monitor.Pulse(_mail);
        }
    }

    public void Dispose()
    {
        lock (_mail)
        {
            _isOver = true;
            Monitor.Pulse(_mail);
        }

        // A terminal that takes nothing gets its own screen back once it takes something again, at the latest at the end of the process.
        if (_painter.Join(Patience))
        {
            AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
            AppDomain.CurrentDomain.UnhandledException -= OnProcessEnd;
        }

        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
    }

    // Not the console's own stream: that one holds a lock while it waits for the terminal, which whoever asks for keys would wait for too.
    private static Stream Open() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);

    private void Listen(PosixSignal signal, Action handle) => _signals.Add(PosixSignalRegistration.Create(signal, _ => handle()));

    private void Paint()
    {
        while (true)
        {
            CellGrid? next;
            lock (_mail)
            {
                while (_next is null && !_isOver)
                    Monitor.Wait(_mail);
                if (_isOver)
                    break;
                (next, _next) = (_next, null);
            }

            lock (_writing)
            {
                if (_isLeft)
                    return;
                string update = ScreenUpdate.Between(_shown, next!, _hasColour);
                if (update.Length > 0)
                    Write(update);
                _shown = next;
            }
        }

        GiveBack();
    }

    private void OnProcessEnd(object? sender, EventArgs e) => GiveBack();

    private void GiveBack()
    {
        if (!Monitor.TryEnter(_writing, Patience))
            return;
        if (!_isLeft)
            Write(Leave);
        _isLeft = true;
        Monitor.Exit(_writing);
    }

    // After the process was stopped and goes on: nobody knows what the screen shows.
    private void TakeAgain()
    {
        if (!Monitor.TryEnter(_writing, Patience))
            return;
        _shown = null;
        if (!_isLeft)
            Write(Enter);
        Monitor.Exit(_writing);
    }

    private void Send(string text)
    {
        if (!Monitor.TryEnter(_writing, Patience))
            return;
        Write(text);
        Monitor.Exit(_writing);
    }

    private void Write(string text)
    {
        try
        {
            _output.Write(Encoding.UTF8.GetBytes(text));
            _output.Flush();
        }
        catch (IOException)
        {
            // The terminal has gone. The session is told so by its signal.
        }
    }
}
