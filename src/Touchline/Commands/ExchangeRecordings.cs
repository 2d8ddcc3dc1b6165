using Touchline.Core;

namespace Touchline.Commands;

/// <summary>The recordings that an exchange trades on, open, by symbol.</summary>
internal sealed class ExchangeRecordings : IDisposable
{
    private readonly Dictionary<string, RowSource> _bySymbol = [];
    private readonly List<Recording> _open = [];

    /// <exception cref="BadInputException">A file is no recording, or two are of one symbol.</exception>
    public ExchangeRecordings(IReadOnlyList<string> paths)
    {
        try
        {
            foreach (string path in paths)
            {
                Recording recording = Recording.Open(path, 0);
                _open.Add(recording);
                string symbol = recording.Instruments[0].Instrument.Symbol;
                if (!_bySymbol.TryAdd(symbol, recording))
                    throw new BadInputException($"{path} is another recording of {symbol}; a contract has one");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyDictionary<string, RowSource> BySymbol => _bySymbol;

    public void Dispose()
    {
        foreach (Recording recording in _open)
            recording.Dispose();
    }
}
