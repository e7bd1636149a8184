global using Kernels;
global using Micrograd;
global using Xunit;
global using Buffer = Kernels.Buffer;
