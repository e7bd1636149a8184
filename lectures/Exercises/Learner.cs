using System.Reflection;

namespace Lectures;

/// <summary>The learner's compiled code: its public static methods and constants, by name.</summary>
/// <param name="assembly">The code.</param>
public sealed class Learner(Assembly assembly)
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The code.</summary>
    public Assembly Assembly => assembly;

    /// <summary>A method that the learner wrote, as a delegate of the type that the exercise asks for.</summary>
    /// <typeparam name="T">Its parameters and result.</typeparam>
    /// <exception cref="CheckFailedException">There is none of that name, or it has other parameters.</exception>
    public T Function<T>(string name)
        where T : Delegate
    {
        var wanted = typeof(T).GetMethod("Invoke")!;
        MethodInfo[] found = [.. assembly.GetExportedTypes().SelectMany(type => type.GetMethods(Members)).Where(method => method.Name == name)];
        var fitting = Array.Find(found, method =>
            method.ReturnType == wanted.ReturnType
            && method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(wanted.GetParameters().Select(parameter => parameter.ParameterType)));
        return fitting is not null
            ? fitting.CreateDelegate<T>()
            : throw new CheckFailedException(
                $"{(found.Length == 0 ? $"There is no public static method {name}" : $"{name} has other parameters or another result")}; "
                + $"the exercise needs {Text(wanted, name)}. The command reset brings the original file back.");
    }

    /// <summary>A number or text that the learner gave, as a public static property, field or constant.</summary>
    /// <exception cref="CheckFailedException">There is none of that name and type.</exception>
    public T Answer<T>(string name)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            var property = type.GetProperty(name, Members);
            var field = type.GetField(name, Members);
            if (property is null && field is null)
            {
                continue;
            }

            return (property is null ? field!.GetValue(null) : property.GetValue(null)) switch
            {
                T answer => answer,
                null => throw new CheckFailedException($"{name} is not answered yet: it is null."),
                var other => throw new CheckFailedException($"{name} is of type {Text(other.GetType())}; the exercise needs {Text(typeof(T))}."),
            };
        }

        throw new CheckFailedException($"There is no public static {Text(typeof(T))} {name}. The command reset brings the original file back.");
    }

    private static string Text(MethodInfo method, string name) =>
        $"{Text(method.ReturnType)} {name}({string.Join(", ", method.GetParameters().Select(parameter => Text(parameter.ParameterType)))})";

    private static string Text(Type type) => type.IsArray
        ? $"{Text(type.GetElementType()!)}[]"
        : type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Text))}>"
            : Type.GetTypeCode(type) switch
            {
                TypeCode.Double when !type.IsEnum => "double",
                TypeCode.Single when !type.IsEnum => "float",
                TypeCode.Int32 when !type.IsEnum => "int",
                TypeCode.Int64 when !type.IsEnum => "long",
                TypeCode.Boolean => "bool",
                TypeCode.String => "string",
                _ => type == typeof(void) ? "void" : type.Name,
            };
}
