using Touchline.Commands;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>What the session writes down. A disk that takes no more ends it: nothing is placed any more, cancels go on.</summary>
internal sealed partial class LiveSession
{
    private LiveFiles? _files;
    private bool _isFull;

    // The rare inputs.
    private void Keep(Action<LiveFiles> write)
    {
        if (_files is null || _isFull)
            return;
        try
        {
            write(_files);
        }
        catch (IOException e)
        {
            OnFull(e);
        }
    }

    private void KeepRows(int instrument, ReadOnlySpan<MarketEvent> batch, long localNs)
    {
        if (_isFull)
            return;
        try
        {
            _files!.Write(instrument, batch, localNs);
        }
        catch (IOException e)
        {
            OnFull(e);
        }
    }

    // The journal has room left for what is at stake already.
    private void KeepInJournal(Action<OrderJournal> write)
    {
        if (_files?.Journal is not { } journal)
            return;
        try
        {
            write(journal);
        }
        catch (IOException e)
        {
            OnFull(e);
        }
    }

    private void KeepReport(in OrderReport report)
    {
        try
        {
            _files!.Journal!.OnReport(Engine.Inputs, report);
        }
        catch (IOException e)
        {
            OnFull(e);
        }
    }

    private void KeepClock(long dueNs)
    {
        try
        {
            _files!.Journal!.OnClock(Engine.Inputs, dueNs);
        }
        catch (IOException e)
        {
            OnFull(e);
        }
    }

    private bool KeepIntents(ReadOnlySpan<Intent> intents)
    {
        try
        {
            _files!.Journal!.OnIntents(intents);
            return !_isFull;
        }
        catch (IOException e)
        {
            OnFull(e);
            return false;
        }
    }

    private void OnFull(IOException e)
    {
        _isFull = true;
        Trouble ??= $"what the session keeps can't be written any more: {e.Message}. {RunCommand.FreeSpace}";
    }
}
