using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins;

/// <summary>
/// What a strategy's source can name: the parts of the framework that compute and nothing of the network, Core and Sdk. The compiler
/// reads them where the runtime has loaded them, which needs no file and is the same in a single-file program.
/// </summary>
internal static class VisibleAssemblies
{
    // With whatever their public members mention.
    private static readonly string[] Framework =
    [
        "System.Private.CoreLib",
        "System.Private.Uri",
        "System.Collections",
        "System.Collections.Concurrent",
        "System.Collections.Immutable",
        "System.Console",
        "System.IO.Pipelines",
        "System.Linq",
        "System.Memory",
        "System.Numerics.Vectors",
        "System.ObjectModel",
        "System.Runtime",
        "System.Runtime.Extensions",
        "System.Runtime.InteropServices",
        "System.Runtime.Intrinsics",
        "System.Runtime.Numerics",
        "System.Text.Encodings.Web",
        "System.Text.Json",
        "System.Text.RegularExpressions",
        "System.Threading",
    ];

    // Read once and kept: the compiler keeps what it has learnt of a reference with the reference.
    private static readonly Lazy<MetadataReference[]> All = new(() =>
        [.. Framework.Select(Assembly.Load).Append(typeof(Price).Assembly).Append(typeof(Strategy).Assembly).Select(Reference)]);

    public static IReadOnlyList<MetadataReference> References => All.Value;

    // The pointer stays good because these assemblies are never unloaded.
    private static unsafe MetadataReference Reference(Assembly assembly) =>
        assembly.TryGetRawMetadata(out byte* metadata, out int length)
            ? AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((nint)metadata, length)).GetReference(display: assembly.GetName().Name)
            : throw new InvalidOperationException($"{assembly} has no metadata");
}
