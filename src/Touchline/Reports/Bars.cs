using System.Globalization;
using Touchline.Simulation;

namespace Touchline.Reports;

/// <summary>A bar with its name and value.</summary>
/// <param name="Class">Of the style sheet's.</param>
internal sealed record Bar(string Name, double Value, string Text, string Class = "");

/// <summary>Charts that need no script.</summary>
internal static class Bars
{
    private const int MostBins = 61;

    /// <summary>To both sides of a zero line.</summary>
    public static string Of(IReadOnlyList<Bar> bars)
    {
        double low = Math.Min(0, bars.Min(b => b.Value)), span = Math.Max(0, bars.Max(b => b.Value)) - low;
        return $"<div class=\"bars\">{string.Concat(bars.Select(b => Row(b, low, span > 0 ? span : 1)))}</div>";
    }

    /// <summary>How long each position was held.</summary>
    public static string Histogram(InventoryFigures inventory)
    {
        (int first, double[] shares) = Shares(inventory);
        double most = shares.Max();
        string bins = string.Concat(shares.Select((s, i) => $"<i class=\"{Color(first + i)}\" style=\"height:{Percent(s / most)}\" title=\"{Percent(s)}\"></i>"));
        return $"<div class=\"hist\">{bins}</div><div class=\"scale\"><span>{Text(inventory.Least)}</span><span>{Text(inventory.Greatest)}</span></div>";
    }

    private static string Color(int bin) => bin > 0 ? "up" : bin < 0 ? "down" : "";

    // Merged away from 0 until there are few enough; being flat stays by itself. The empty ones between count too.
    private static (int First, double[] Shares) Shares(InventoryFigures inventory)
    {
        (long Bin, double Ns)[] bins = [.. inventory.Bins.Select(b => ((long)(b.Outermost / inventory.BinWidth), (double)b.Ns))];
        long divisor = Divisor(bins);
        bins = [.. bins.Select(b => (b.Bin / divisor, b.Ns))];
        while (bins[^1].Bin - bins[0].Bin >= MostBins)
            bins = [.. bins.Select(b => (Math.Sign(b.Bin) * ((Math.Abs(b.Bin) + 1) / 2), b.Ns))];
        double total = bins.Sum(b => b.Ns);
        var shares = new double[bins[^1].Bin - bins[0].Bin + 1];
        foreach ((long bin, double ns) in bins)
            shares[bin - bins[0].Bin] += ns / total;
        return ((int)bins[0].Bin, shares);
    }

    // Positions come in multiples of an order's size.
    private static long Divisor((long Bin, double Ns)[] bins)
    {
        long divisor = 0;
        foreach ((long bin, _) in bins)
        {
            for (long rest = Math.Abs(bin); rest != 0;)
                (divisor, rest) = (rest, divisor % rest);
        }

        return Math.Max(1, divisor);
    }

    private static string Row(Bar bar, double low, double span)
    {
        string left = Percent((Math.Min(0, bar.Value) - low) / span), width = Percent(Math.Abs(bar.Value) / span);
        return $"<span class=\"{bar.Class}\">{HtmlText.Of(bar.Name)}</span>"
            + $"<span class=\"bar{(bar.Class == "sub" ? " faint" : "")}\" style=\"--zero:{Percent(-low / span)}\"><i style=\"left:{left};width:{width};background:var(--{(bar.Value < 0 ? "down" : "up")})\"></i></span>"
            + $"<span class=\"value {bar.Class}\">{HtmlText.Of(bar.Text)}</span>";
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string Text(decimal value) => HtmlText.Of(Commands.DecimalsText.Plain(value));
}
