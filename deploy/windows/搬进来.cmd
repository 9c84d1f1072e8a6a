@echo off
chcp 65001 >nul
cd /d "%~dp0..\.."
rem drop the zip that "kepu pack" made on this file
python -m kepu unpack "%~1" "%~dpn1"
set RESULT=%errorlevel%
echo.
pause
exit /b %RESULT%
