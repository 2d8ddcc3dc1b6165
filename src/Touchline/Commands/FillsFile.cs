using System.Globalization;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>fills.csv: one line a fill, in the order in which they reached us. Columns: docs/results.md.</summary>
internal sealed class FillsFile
{
    public const string Header = "exchange_ns,local_ns,instrument,order,side,price,quantity,fee,maker";

    private readonly TextWriter _output;
    private readonly IReadOnlyList<Instrument> _instruments;
    private readonly string[] _names;

    public FillsFile(TextWriter output, IReadOnlyList<Instrument> instruments)
    {
        _output = output;
        _instruments = instruments;
        // The symbol alone, unless two venues have it.
        _names = [.. instruments.Select(i => instruments.Count(other => other.Symbol == i.Symbol) > 1 ? i.ToString() : i.Symbol)];
        output.WriteLine(Header);
    }

    public void Write(ReportedFill fill)
    {
        OrderReport report = fill.Report;
        Instrument instrument = _instruments[report.Instrument];
        string price = DecimalsText.Plain(instrument.PriceUnit.ToDecimal(report.Price));
        string quantity = DecimalsText.Plain(instrument.QuantityUnit.ToDecimal(report.Quantity));
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.ExchangeNs},{report.LocalNs},{_names[report.Instrument]},{report.Id.Number},{fill.Side.Sign()},{price},{quantity},{DecimalsText.Plain(report.Fee)},{(report.IsMaker ? 1 : 0)}"));
    }
}
