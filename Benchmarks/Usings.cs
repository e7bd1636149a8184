global using Kernels;
global using Micrograd;
global using NanoGpt;
global using Buffer = Kernels.Buffer;
