using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Touchline.Api;

/// <summary>A request's JSON object, read field by field; <see cref="Check"/> tells all that is wrong at once.</summary>
internal sealed class JsonBody
{
    // Told at once of one body.
    private const int MostErrors = 16;

    // So long a body may take to come: who sends byte by byte keeps nothing busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What a decimal holds without rounding.
    private const int MostDigits = 28;
    private const string RightSize = "a number of at most 28 digits, from 1e-28 to 1e28, or 0";

    /// <summary>Objects and arrays within each other.</summary>
    public const int MostDepth = 16;

    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    private readonly JsonElement _root;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors = [];

    private JsonBody(JsonElement root) => _root = root;

    public JsonElement Root => _root;

    /// <summary>No body at all is an object without fields.</summary>
    /// <param name="anyType">JSON is taken whatever the content type says it is.</param>
    /// <exception cref="Problem">There is no JSON object.</exception>
    public static async Task<JsonBody> Read(HttpContext http, bool anyType = false)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        late.CancelAfter(Patience);
        try
        {
            using var bytes = new MemoryStream();
            await http.Request.Body.CopyToAsync(bytes, late.Token).ConfigureAwait(false);
            ReadOnlyMemory<byte> text = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
                text = Nothing;
            else if (!anyType && !http.Request.HasJsonContentType())
                throw new Problem(StatusCodes.Status415UnsupportedMediaType, "the body is to be JSON, with content type application/json");
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false });
            CheckTexts(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonBody(document.RootElement.Clone())
                : throw new Problem(StatusCodes.Status400BadRequest, "the body is to be a JSON object");
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new Problem(StatusCodes.Status408RequestTimeout, $"the body didn't come within {Patience.TotalSeconds} s");
        }
        catch (JsonException e)
        {
            throw new Problem(StatusCodes.Status400BadRequest, $"the body is no JSON: {Short(e.Message)}");
        }
        catch (InvalidOperationException)
        {
            throw new Problem(StatusCodes.Status400BadRequest, "a text of the body isn't Unicode");
        }
        catch (BadHttpRequestException e)
        {
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(http) : new Problem(e.StatusCode, "the body can't be read");
        }
    }

    /// <summary>The body is longer than the endpoint's may be.</summary>
    public static Problem TooLarge(HttpContext http) => new(
        StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"the body is larger than {http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize:N0} bytes, which are the most here"));

    // Half a pair of surrogates stands in JSON as well as a whole one, and is found only when it is read.
    private static void CheckTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                CheckTexts(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in element.EnumerateObject())
            {
                _ = field.Name;
                CheckTexts(field.Value);
            }
        }
    }

    /// <summary>Null where the field is missing or null.</summary>
    public string? TryText(string name, int most = 256)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Wrong<string>(name, "a text");
        string text = value.GetString()!;
        return text.Length > most ? Wrong<string>(name, $"a text of at most {most} characters") : text.Any(char.IsControl) ? Wrong<string>(name, "a text without control characters") : text;
    }

    /// <summary>A text of many lines, as long as the body may be.</summary>
    public string? TryLines(string name)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string>(name, "a text");
    }

    public string Text(string name, int most = 256) => TryText(name, most) ?? Missing(name, "a text", "");

    /// <summary>A number, or its text: then no digit is lost on the way.</summary>
    public decimal? TryNumber(string name)
    {
        if (Find(name) is not { } value)
            return null;
        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal number) && Digits(text) <= MostDigits && (number != 0 || Digits(text) == 0))
            return number;
        // A decimal's parser says no to what is too large, and rounds what is too fine; a double's knows that it is a number all the same.
        return Wrong<decimal?>(name, double.TryParse(text, Style, CultureInfo.InvariantCulture, out _) ? RightSize : "a number, or its text");
    }

    // Without zeros at either end.
    private static int Digits(string text)
    {
        int exponent = text.AsSpan().IndexOfAny('e', 'E');
        return new string([.. (exponent < 0 ? text : text[..exponent]).Where(char.IsAsciiDigit)]).Trim('0').Length;
    }

    public decimal Positive(string name)
    {
        decimal? number = TryNumber(name);
        if (number is null)
            return Missing(name, "a number above 0", 0m);
        return number > 0 ? number.Value : Wrong<decimal>(name, "a number above 0");
    }

    public bool Flag(string name, bool otherwise = false) => TryFlag(name) ?? otherwise;

    public bool? TryFlag(string name)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong<bool?>(name, "true or false");
    }

    public T OneOf<T>(string name, params (string Text, T Value)[] choices) where T : struct
    {
        string? text = TryText(name);
        foreach ((string word, T value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        string right = string.Join(" or ", choices.Select(c => c.Text));
        return text is null ? Missing(name, right, default(T)) : Wrong<T>(name, right);
    }

    /// <summary>The field as it stands; null where it is missing or null.</summary>
    public JsonElement? Element(string name) => Find(name);

    /// <summary>A field whose value the caller found wrong.</summary>
    public void Refuse(string name, string right)
    {
        if (_errors.Count < MostErrors)
            _errors.TryAdd(Short(name), right);
    }

    /// <exception cref="Problem">A field is wrong, missing or unknown.</exception>
    public void Check()
    {
        foreach (JsonProperty field in _root.EnumerateObject())
        {
            if (_errors.Count >= MostErrors)
                break;
            if (!_asked.Contains(field.Name))
                _errors.TryAdd(Short(field.Name), _asked.Count == 0 ? "is unknown; there are none" : $"is unknown; known are {string.Join(", ", _asked)}");
        }

        if (_errors.Count > 0)
            throw Problem.Fields(_errors);
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T? Wrong<T>(string name, string right)
    {
        _errors.TryAdd(name, $"right is {right}");
        return default;
    }

    // What was found wrong already isn't missing.
    private T Missing<T>(string name, string right, T otherwise)
    {
        _errors.TryAdd(name, $"is missing; right is {right}");
        return otherwise;
    }

    private static string Short(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);
}
