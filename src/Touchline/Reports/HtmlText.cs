using System.Net;

namespace Touchline.Reports;

/// <summary>Text from anywhere as text of a page, never as its markup.</summary>
internal static class HtmlText
{
    public static string Of(string text) => WebUtility.HtmlEncode(text);
}
