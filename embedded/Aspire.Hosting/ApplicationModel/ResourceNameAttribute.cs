namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks the parameter that names a resource, for Aspire's analyzers.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ResourceNameAttribute : Attribute;
