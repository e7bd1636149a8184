global using Kernels;
global using Micrograd;
global using Buffer = Kernels.Buffer;
