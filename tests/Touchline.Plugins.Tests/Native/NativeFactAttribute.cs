using Touchline.Plugins;

namespace Touchline;

/// <summary>A test that compiles native code: skipped, with the reason, where there is no compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute(NativeLanguage language = NativeLanguage.C)
    {
        if (!NativeBuild.HasCompiler(language))
            Skip = $"no compiler for {language} is in the PATH (Debian, Ubuntu: sudo apt-get install {(language == NativeLanguage.Rust ? "rustc" : "g++")})";
    }
}
