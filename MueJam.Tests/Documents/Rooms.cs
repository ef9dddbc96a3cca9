using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MueJam.Tests.Documents;

/// <summary>The namespaces of a project, and which of them use which.</summary>
internal static partial class Rooms
{
    /// <summary>What the compiled code of each namespace uses of the others.</summary>
    /// <param name="assembly">The assembly's file; its own namespaces begin with its name.</param>
    public static Dictionary<string, HashSet<string>> Compiled(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var root = Path.GetFileNameWithoutExtension(assembly);
        var types = module
            .GetTypes()
            .Select(type => (Room: Of(type), Type: type))
            .Where(found => IsOwn(found.Room))
            .ToLookup(found => found.Room, found => found.Type);
        return types.ToDictionary(
            room => room.Key,
            room =>
                room.SelectMany(Used)
                    .SelectMany(Parts)
                    .OfType<TypeDefinition>()
                    .Select(Of)
                    .Where(other => other != room.Key && IsOwn(other))
                    .ToHashSet()
        );

        // Not what generators add in namespaces of theirs.
        bool IsOwn(string room) => room == root || room.StartsWith($"{root}.", StringComparison.Ordinal);
    }

    /// <summary>
    /// What each file's namespace names in its <c>using</c> lines: a constant leaves no trace in compiled code.
    /// </summary>
    /// <param name="project">The project's folder.</param>
    public static IEnumerable<(string Room, IEnumerable<string> Used)> Written(string project) =>
        from file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(project, file).StartsWith("obj", StringComparison.Ordinal)
        let text = File.ReadAllText(file)
        let room = Namespace().Match(text)
        where room.Success
        select (room.Groups[1].Value, Using().Matches(text).Select(used => used.Groups[1].Value));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    private static string Of(TypeReference type) => type.DeclaringType is { } outer ? Of(outer) : type.Namespace;

    private static IEnumerable<TypeReference?> Used(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(each => each.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Methods.SelectMany(Used),
            .. ((IEnumerable<ICustomAttributeProvider>)[type, .. type.Fields, .. type.Properties, .. type.Methods])
                .Concat(type.Methods.SelectMany(method => method.Parameters))
                .SelectMany(marked => marked.CustomAttributes)
                .Select(attribute => attribute.AttributeType),
        ];

    private static IEnumerable<TypeReference?> Used(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
            .. method.HasBody ? method.Body.Instructions.SelectMany(Used) : [],
        ];

    private static IEnumerable<TypeReference?> Used(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
            MemberReference member => [member.DeclaringType],
            _ => [],
        };

    /// <summary>The types that a type is made of: a list and what it lists.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null => [],
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };
}
