using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Touchline.Commands;

/// <summary>JSON that stays on one line where the rest is indented: a number a line would be no help to anybody.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record CompactJson(JsonNode Node)
{
    public JsonNode ToNode() => JsonValue.Create(this)!;

    private sealed class Converter : JsonConverter<CompactJson>
    {
        public override CompactJson Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, CompactJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Node.ToJsonString());
    }
}
