using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Touchline.Api;

/// <summary>The OpenAPI description at /docs/openapi.json and the page that shows it at /docs, all from the program itself: nothing is fetched from elsewhere.</summary>
internal static class ApiDocs
{
    public const string Document = "/docs/openapi.json";

    private const string Pattern = "/docs/{documentName}.json";

    private const string DocumentName = "openapi";
    private const string Scheme = "token";

    // Of reads, by path: real answers of a session on paper, cut short.
    private static readonly JsonObject Examples = ReadExamples();

    public static void AddTo(IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Touchline",
                Version = "1",
                Description = "Everything that the program knows and can do. POST /auth/login gives a token for the header Authorization: Bearer TOKEN. Errors are RFC 9457 problems. Times are nanoseconds since the Unix epoch; money is quote currency.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas[ApiAnswers.Problems] = ApiAnswers.ProblemSchema();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, [.. context.Description.ActionDescriptor.EndpointMetadata], context);
            return Task.CompletedTask;
        });
    });

    /// <summary>The description takes a token; the page's files are for anybody.</summary>
    public static void Map(WebApplication application) => application.MapOpenApi(Pattern).WithMetadata(new Access(Users.Role.Viewer));

    private static void Describe(OpenApiOperation operation, IReadOnlyList<object> notes, OpenApiOperationTransformerContext context)
    {
        Access? access = notes.OfType<Access>().LastOrDefault();
        operation.Description = access?.Least is { } least ? $"Takes the role {least.ToString().ToLowerInvariant()}." : "Takes no token.";
        if (access?.Least is not null)
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        operation.Parameters ??= [];
        foreach (string name in PathParameters(context.Description.RelativePath ?? ""))
            operation.Parameters.Add(Parameter(name, ParameterLocation.Path, "", isRequired: true));
        foreach (QueryParameter query in notes.OfType<QueryParameter>())
            operation.Parameters.Add(Parameter(query.Name, ParameterLocation.Query, query.Text, isRequired: false));
        if (notes.OfType<Versioned>().Any())
            operation.Parameters.Add(Parameter("If-Match", ParameterLocation.Header, "The ETag of what was read; * is any version", isRequired: true));
        if (context.Description.HttpMethod is not "GET" && access?.Least is not null)
            operation.Parameters.Add(Parameter("Idempotency-Key", ParameterLocation.Header, "1 to 128 characters: the same request with the same key is carried out once and answered alike for an hour", isRequired: false));
        if (notes.OfType<BodyExample>().LastOrDefault() is { } body)
            operation.RequestBody = BodyOf(body, notes.OfType<BodyField>());
        string path = $"/{context.Description.RelativePath}";
        operation.Responses = [];
        foreach ((int status, string meaning) in ApiAnswers.Of(context.Description.HttpMethod ?? "GET", path, notes))
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = Answer(status, meaning, context.Description.HttpMethod == "GET" ? path : "", context.Document);
    }

    // A problem, or what was asked for: an object, with an example of a read.
    private static OpenApiResponse Answer(int status, string meaning, string path, OpenApiDocument? document) => new()
    {
        Description = meaning,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [status >= 400 ? Problem.ContentType : path == "/metrics" ? "text/plain" : "application/json"] = new()
            {
                Schema = status >= 400 ? new OpenApiSchemaReference(ApiAnswers.Problems, document) : new OpenApiSchema { Type = path == "/metrics" ? JsonSchemaType.String : JsonSchemaType.Object },
                Example = status < 400 ? Examples[path]?.DeepClone() : null,
            },
        },
    };

    private static JsonObject ReadExamples()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("examples.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    }

    private static OpenApiRequestBody BodyOf(BodyExample body, IEnumerable<BodyField> others) => new()
    {
        Required = body.Required.Count > 0,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = body.Example.Select(p => (Name: p.Key, Type: TypeOf(p.Value))).Concat(others.Select(o => (o.Name, Type: JsonSchemaType.String)))
                        .ToDictionary(p => p.Name, p => (IOpenApiSchema)new OpenApiSchema { Type = p.Type }),
                    Required = new HashSet<string>(body.Required),
                    AdditionalPropertiesAllowed = false,
                },
                Example = body.Example.DeepClone(),
            },
        },
    };

    private static JsonSchemaType TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => JsonSchemaType.Boolean,
        System.Text.Json.JsonValueKind.Number => JsonSchemaType.Number,
        System.Text.Json.JsonValueKind.Array => JsonSchemaType.Array,
        System.Text.Json.JsonValueKind.Object => JsonSchemaType.Object,
        _ => JsonSchemaType.String,
    };

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string text, bool isRequired) => new()
    {
        Name = name,
        In = place,
        Description = text,
        Required = isRequired,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static IEnumerable<string> PathParameters(string path) => path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'));
}
