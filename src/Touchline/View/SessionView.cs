using System.Diagnostics;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Terminal;
using Touchline.Trading;

namespace Touchline.View;

/// <summary>
/// Shows a session in the terminal while it is played, and takes its user's keys. Looks and answers come between what is played, on the
/// session's thread; drawing goes its own way.
/// </summary>
internal sealed class SessionView : IDisposable
{
    private const int LookMs = 20;
    private const int MostKeys = 64;

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);

    private readonly IWatchedSession _session;
    private readonly SessionLog _log;
    private readonly TerminalKind _terminal;
    private readonly TerminalScreen _screen;
    private readonly Keyboard _keyboard;
    private readonly SessionSight _sight;
    private readonly ViewKeys _keys;
    private readonly Action _end;
    private readonly Stopwatch _sinceFrame = Stopwatch.StartNew();
    private bool _isDue = true;
    private string _message = "";

    /// <param name="end">Called when the user wants the session to end.</param>
    public SessionView(IWatchedSession session, SessionLog log, TerminalKind terminal, Action end)
    {
        _session = session;
        _log = log;
        _terminal = terminal;
        _end = end;
        _sight = new SessionSight(session, log);
        _keys = new ViewKeys(Strategy.Parameters, session.Instruments.Count, Grid);
        _keyboard = new Keyboard(terminal.HasKeys);
        _screen = new TerminalScreen(terminal.HasColour);
    }

    private StrategySlot Strategy => _session.Engine.Strategies[0];

    /// <summary>After every step of the session: keys are answered, and a frame is drawn when it is time for one.</summary>
    public void OnStep()
    {
        for (int i = 0; i < MostKeys && _keyboard.TryRead(out ConsoleKeyInfo key); i++)
            Answer(key);
        if (!_isDue && _sinceFrame.Elapsed < FrameTime)
            return;
        _isDue = false;
        _sinceFrame.Restart();
        _screen.Show(Frame());
    }

    /// <summary>Waits for the next frame's time, a key or the end, whichever comes first.</summary>
    public void Wait(CancellationToken cancel)
    {
        while (_sinceFrame.Elapsed < FrameTime && !_keyboard.HasKey && !cancel.WaitHandle.WaitOne(LookMs))
        {
        }
    }

    public void Dispose() => _screen.Dispose();

    private CellGrid Frame()
    {
        var prompt = new Prompt(_terminal.HasKeys, _keys.Mode, _keys.Selected, _keys.Typed, _message);
        int width = Math.Clamp(Console.WindowWidth, 1, 1000), height = Math.Clamp(Console.WindowHeight, 1, 500);
        return SessionFrame.Draw(_sight.Look(_keys.Instrument), prompt, width, height, _terminal.HasUnicode);
    }

    private void Answer(ConsoleKeyInfo key)
    {
        _isDue = true;
        try
        {
            KeyResult result = _keys.Press(key, Strategy.IsPaused);
            if (result.Ends)
                _end();
            if (result.Command is { } command)
                Give(command);
        }
        catch (BadInputException e)
        {
            _message = e.Message; // a value that can't even be a command
        }
    }

    private void Give(EngineCommand command)
    {
        string? refusal = _session.Command(command);
        _message = refusal is null ? $"done: {Describe(command)}" : $"refused: {refusal}";
        _log.Say(_message);
    }

    private static string Describe(EngineCommand command) => command.Kind switch
    {
        CommandKind.Set => $"{command.Parameter} = {command.Value}",
        CommandKind.Pause => "paused, orders are being cancelled; p goes on",
        CommandKind.Resume => "goes on",
        CommandKind.Kill => "all orders are being cancelled, none is placed until armed (a)",
        _ => "armed",
    };

    private decimal Grid(int instrument, string unit) => unit switch
    {
        "price" => _session.Instruments[instrument].Tick,
        "quantity" => _session.Instruments[instrument].Lot,
        _ => 0,
    };
}
